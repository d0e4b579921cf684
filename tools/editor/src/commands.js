// What the keys and buttons do to the text: marks around words, marks before lines.
import { startCompletion } from "@codemirror/autocomplete";
import { EditorSelection } from "@codemirror/state";

// Puts a mark around what is selected, or takes it away where it stands already.
export const around = (mark) => (view) => {
  const { state } = view;
  const changes = state.changeByRange(({ from, to }) => {
    const word = from === to ? state.wordAt(from) : null;
    const [start, end] = word ? [word.from, word.to] : [from, to];
    const before = state.sliceDoc(Math.max(0, start - mark.length), start);
    const after = state.sliceDoc(end, end + mark.length);
    if (before === mark && after === mark) {
      return {
        changes: [{ from: start - mark.length, to: start }, { from: end, to: end + mark.length }],
        range: EditorSelection.range(start - mark.length, end - mark.length),
      };
    }
    return {
      changes: [{ from: start, insert: mark }, { from: end, insert: mark }],
      range: EditorSelection.range(start + mark.length, end + mark.length),
    };
  });
  view.dispatch(state.update(changes, { userEvent: "input.format", scrollIntoView: true }));
  return true;
};

export const link = (view) => {
  const { state } = view;
  view.dispatch(state.update(state.changeByRange(({ from, to }) => ({
    changes: [{ from, insert: "[" }, { from: to, insert: "]()" }],
    range: from === to ? EditorSelection.cursor(from + 1) : EditorSelection.cursor(to + 3),
  })), { userEvent: "input.format", scrollIntoView: true }));
  startCompletion(view);
  return true;
};

// Changes the beginning of every selected line.
const lines = (change) => (view) => {
  const { state } = view;
  const changes = [];
  const done = new Set();
  for (const { from, to } of state.selection.ranges) {
    for (let at = from; at <= to;) {
      const line = state.doc.lineAt(at);
      if (!done.has(line.number)) {
        const found = change(line.text);
        if (found) changes.push({ from: line.from, to: line.from + found[0], insert: found[1] });
        done.add(line.number);
      }
      at = line.to + 1;
    }
  }
  if (changes.length) view.dispatch({ changes, userEvent: "input.format", scrollIntoView: true });
  return true;
};

export const heading = lines((text) => {
  const [marks] = text.match(/^#{0,6} ?/);
  const level = marks.trim().length;
  return [marks.length, level >= 4 ? "" : `${"#".repeat(Math.max(2, level + 1))} `];
});

export const list = lines((text) => {
  const found = text.match(/^(\s*)([-*+] )?/);
  if (!text.trim()) return text ? null : [0, "- "];
  return [found[0].length, found[2] ? found[1] : `${found[1]}- `];
});
