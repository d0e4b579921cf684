// The source editor: stands in front of a textarea and keeps it up to date, so that everything else goes on as before.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { deleteMarkupBackward, insertNewlineContinueMarkup, markdown, markdownLanguage } from "@codemirror/lang-markdown";
import { yamlFrontmatter, yamlLanguage } from "@codemirror/lang-yaml";
import { indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState, Prec } from "@codemirror/state";
import {
  drawSelection, dropCursor, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers,
} from "@codemirror/view";
import { around, heading, link, list } from "./commands.js";
import { completions } from "./completing.js";
import { colours, looks } from "./looks.js";

export const commands = { bold: around("**"), italic: around("*"), code: around("`"), link, heading, list };

const language = (path) => {
  if (/\.ya?ml$/i.test(path)) return yamlLanguage;
  return yamlFrontmatter({ content: markdown({ base: markdownLanguage, completeHTMLTags: false, addKeymap: false }) });
};

const severity = { error: "error", warning: "warning", note: "info" };

// Mounts the editor in front of a textarea. `options`: path, phrases, labelledBy, describedBy, ask(what, query) for
// completions, propose(), files(files, at) for pictures that are pasted or dropped (true if it takes them).
export function mount(textarea, options) {
  const taken = (event, view, data, at) => {
    const files = [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    // What a word processor copies has a picture of the words beside the words: the words are meant.
    if (!files.length || (event.type === "paste" && data.types.includes("text/plain"))) return false;
    event.preventDefault();
    options.files(files, at);
    return true;
  };
  const isMarkdown = !/\.ya?ml$/i.test(options.path);
  const formats = !isMarkdown ? [] : [
    { key: "Mod-b", run: commands.bold },
    { key: "Mod-i", run: commands.italic },
    { key: "Mod-e", run: commands.code },
    { key: "Mod-Shift-k", run: commands.link },
    { key: "Mod-Alt-h", run: commands.heading },
    { key: "Mod-Shift-8", run: commands.list },
    { key: "Enter", run: insertNewlineContinueMarkup },
    { key: "Backspace", run: deleteMarkupBackward },
  ];
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        Prec.high(keymap.of([
          { key: "Mod-Enter", run: () => { options.propose(); return true; } },
          ...formats,
        ])),
        lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), history(), drawSelection(), dropCursor(),
        EditorState.allowMultipleSelections.of(true),
        EditorView.lineWrapping,
        indentUnit.of("  "), EditorState.tabSize.of(4),
        language(options.path), syntaxHighlighting(colours), looks,
        closeBrackets(), highlightSelectionMatches(), search({ top: false }), lintGutter(),
        autocompletion({ override: isMarkdown ? completions(options.ask) : [], icons: false, activateOnTypingDelay: 150 }),
        keymap.of([
          ...completionKeymap, ...searchKeymap, ...historyKeymap, ...lintKeymap,
          { key: "Tab", run: indentMore, shift: indentLess },
          ...defaultKeymap,
        ]),
        EditorState.phrases.of(options.phrases ?? {}),
        EditorView.contentAttributes.of({
          "aria-labelledby": options.labelledBy, "aria-describedby": options.describedBy,
          tabindex: "0", spellcheck: "true", autocorrect: "on", autocapitalize: "sentences",
        }),
        // Escape closes what is open or gives up a selection; in any case the next Tab leaves the text.
        Prec.highest(EditorView.domEventHandlers({
          keydown: (event, view) => { if (event.key === "Escape") view.setTabFocusMode(2000); },
        })),
        EditorView.domEventHandlers({
          paste: (event, view) => taken(event, view, event.clipboardData, view.state.selection.main.from),
          drop: (event, view) => taken(
            event, view, event.dataTransfer,
            view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? view.state.selection.main.from,
          ),
        }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          textarea.value = update.state.doc.toString();
          textarea.dispatchEvent(new Event("input", { bubbles: true }));
        }),
      ],
    }),
  });
  // Who has begun to write before this script was there goes on where they are.
  if (document.activeElement === textarea) {
    view.dispatch({ selection: { anchor: textarea.selectionStart, head: textarea.selectionEnd } });
    view.focus();
  }
  textarea.hidden = true;

  return {
    view,
    run: (name) => { commands[name](view); view.focus(); },
    // Replaces the whole text from outside, as one step that can be undone.
    setText: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    goTo: (number) => {
      const line = view.state.doc.line(Math.max(1, Math.min(number, view.state.doc.lines)));
      view.dispatch({ selection: EditorSelection.range(line.to, line.from), effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
      view.focus();
    },
    insert: (text, at) => {
      const place = Math.min(at ?? view.state.selection.main.to, view.state.doc.length);
      view.dispatch({ changes: { from: place, insert: text }, selection: { anchor: place + text.length }, scrollIntoView: true });
      view.focus();
    },
    document: () => view.state.doc,
    // Shows what the compiler says of the text `of`; nothing where the writer has gone on since.
    remark: (found, of) => {
      const { doc } = view.state;
      if (!doc.eq(of)) return;
      const within = (place) => Math.max(0, Math.min(place, doc.length));
      view.dispatch(setDiagnostics(view.state, found.map((each) => ({
        from: within(each.from), to: Math.max(within(each.from), within(each.to)),
        severity: severity[each.severity] ?? "info", source: each.code, message: each.message,
        actions: each.fix ? [{
          name: each.fix.title,
          apply: (now) => {
            if (!now.state.doc.eq(of)) return;
            now.dispatch({ changes: each.fix.edits.map(({ from, to, text }) => ({ from, to, insert: text })) });
          },
        }] : [],
      }))));
    },
  };
}
