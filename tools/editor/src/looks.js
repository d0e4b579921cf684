// How the text looks, in the tokens of the site: light, dark and high contrast follow from these.
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const looks = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "13px", borderRadius: "var(--round-2)" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", borderRadius: "inherit" },
  ".cm-content": { caretColor: "var(--ink)", padding: "12px 0" },
  ".cm-line": { padding: "0 14px 0 8px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 24%, transparent)",
  },
  ".cm-gutters": { background: "var(--surface-sunken)", color: "var(--ink-faint)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--ink) 4%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-selectionMatch, .cm-searchMatch": { backgroundColor: "var(--mark)" },
  ".cm-searchMatch-selected": { outline: "2px solid var(--attention)", backgroundColor: "var(--mark)" },
  ".cm-lintRange": { backgroundImage: "none !important", textDecorationSkipInk: "none", textUnderlineOffset: "3px" },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--problem)" },
  ".cm-lintRange-warning": { textDecoration: "underline wavy var(--attention)" },
  ".cm-lintRange-info, .cm-lintRange-hint": { textDecoration: "underline dotted var(--info)" },
  ".cm-lintRange-active": { backgroundColor: "var(--attention-soft)" },
  ".cm-panel.cm-panel-lint ul": { maxHeight: "9em", font: "13px var(--font)" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--accent-soft)" },
  ".cm-lint-marker": { content: "none !important", width: "9px", height: "9px", margin: "6px 2px", borderRadius: "50%" },
  ".cm-lint-marker-error": { background: "var(--problem)" },
  ".cm-lint-marker-warning": { background: "var(--attention)", borderRadius: "2px" },
  ".cm-lint-marker-info, .cm-lint-marker-hint": { background: "var(--info)", borderRadius: "2px" },
  ".cm-gutter-lint": { width: "15px" },
  ".cm-tooltip": {
    background: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)",
    borderRadius: "var(--round-2)", boxShadow: "var(--shadow-high)", fontFamily: "var(--font)", maxWidth: "min(92vw, 460px)",
  },
  ".cm-tooltip .cm-diagnostic": { padding: "8px 12px", borderLeftWidth: "3px", whiteSpace: "normal" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--problem)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--attention)" },
  ".cm-diagnostic-info, .cm-diagnostic-hint": { borderLeftColor: "var(--info)" },
  ".cm-diagnosticAction": {
    background: "var(--accent)", color: "var(--accent-ink)", borderRadius: "var(--round-1)", padding: "3px 8px",
    margin: "6px 0 0", display: "inline-block", font: "inherit", cursor: "pointer",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font)", fontSize: "13px", maxHeight: "16em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 10px !important" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--ink-faint)", marginLeft: "10px" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "650" },
  ".cm-panels": { background: "var(--surface-sunken)", color: "var(--ink)", borderRadius: "inherit" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "8px 34px 8px 10px", font: "13px var(--font)" },
  ".cm-panel.cm-search label": { fontSize: "12px", display: "inline-flex", gap: "4px", alignItems: "center" },
  ".cm-textfield": {
    background: "var(--surface)", color: "inherit", border: "1px solid var(--line-control)",
    borderRadius: "var(--round-1)", padding: "4px 6px", font: "inherit",
  },
  ".cm-button": {
    background: "var(--surface)", color: "inherit", border: "1px solid var(--line-strong)",
    borderRadius: "var(--round-1)", padding: "4px 8px", font: "inherit",
  },
  ".cm-panel.cm-panel-lint [name=close]": { minWidth: "28px", minHeight: "28px" },
  ".cm-panel.cm-search [name=close]": { color: "inherit", font: "18px var(--font)", padding: "2px 8px" },
});

export const colours = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "650", color: "var(--ink)" },
  { tag: tags.strong, fontWeight: "650" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.link, tags.url], color: "var(--info)" },
  { tag: [tags.monospace, tags.string], color: "var(--attention)" },
  { tag: [tags.quote], color: "var(--ink-soft)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.processingInstruction, tags.contentSeparator, tags.meta, tags.punctuation], color: "var(--ink-faint)" },
  { tag: [tags.comment, tags.tagName], color: "var(--ink-faint)" },
  { tag: [tags.bool, tags.number, tags.null, tags.atom], color: "var(--problem)" },
]);
