// HTML as far as a page of Markdown shows it: tags and comments in one colour, and nothing inside them.
import { LanguageSupport, StreamLanguage } from "@codemirror/language";

const language = StreamLanguage.define({
  name: "html",
  startState: () => ({ comment: false }),
  token(stream, state) {
    if (state.comment || stream.match("<!--")) {
      state.comment = !stream.match(/.*?-->/);
      if (state.comment) stream.skipToEnd();
      return "comment";
    }
    if (stream.match(/<\/?[A-Za-z][^>]*>?/)) return "tagName";
    stream.next();
    stream.eatWhile(/[^<]/);
    return null;
  },
});

export const html = () => new LanguageSupport(language);
export const htmlCompletionSource = () => null;
