// What is offered while somebody writes: keys and values of the front matter, pages, headings, names of roles.
const LEAST_WAIT = 120;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function completions(ask) {
  const known = new Map();
  const remembered = async (what, query) => {
    const key = `${what} ${query}`;
    if (!known.has(key)) {
      if (known.size > 200) known.clear();
      known.set(key, ask(what, query).catch(() => { known.delete(key); return []; }));
    }
    return known.get(key);
  };

  // An answer of the server, unless the writer has gone on meanwhile.
  const asked = async (context, from, what, query, shape = (each) => each) => {
    await sleep(LEAST_WAIT);
    if (context.aborted) return null;
    const options = (await remembered(what, query)).map(shape);
    return context.aborted || !options.length ? null : { from, options, filter: false };
  };

  async function front(context) {
    const end = frontEnd(context.state.doc);
    const line = context.state.doc.lineAt(context.pos);
    if (line.number <= 1 || line.number >= end) return null;
    const before = line.text.slice(0, context.pos - line.from);
    const value = before.match(/^([\w-]+):\s+(\S*)$/);
    const fields = await remembered("fields", "");
    if (value) {
      const field = fields.find(({ label }) => label === value[1]);
      if (!field?.values?.length) return null;
      return { from: context.pos - value[2].length, options: field.values.map((label) => ({ label })), validFor: /^\S*$/ };
    }
    const key = before.match(/^([\w-]*)$/);
    if (!key || (!key[1] && !context.explicit)) return null;
    const there = new Set(context.state.doc.sliceString(0, context.pos - key[1].length).match(/^[\w-]+(?=:)/gm) ?? []);
    const options = fields.filter(({ label }) => !there.has(label)).map(({ label, detail }) => ({
      label, detail, apply: line.text.includes(":") ? label : `${label}: `,
    }));
    return { from: context.pos - key[1].length, options, validFor: /^[\w-]*$/ };
  }

  function links(context) {
    const found = context.matchBefore(/\[[^\]\n]*\]\([^()\n]*$/) ?? context.matchBefore(/^\s*\[[^\]\n]+\]:\s*\S*$/);
    if (!found) return null;
    const parts = found.text.match(/\[([^\]]*)\](?:\(|:\s*)(.*)$/);
    const [, words, written] = parts;
    if (/^[a-z][a-z0-9+.-]*:/i.test(written)) return null;
    const hash = written.indexOf("#");
    if (hash >= 0) {
      return asked(context, context.pos - written.length + hash + 1, "headings", written);
    }
    const query = (written || words).replace(/\.md$/, "").split("/").filter((part) => part && part !== "..").join(" ");
    return asked(context, context.pos - written.length, "pages", query.slice(0, 200));
  }

  function roles(context) {
    const found = context.matchBefore(/(?:[Rr]eports? to(?: the| an?)?|[Ee]xtends(?: the)?) +\[?[^.\n[\]()]{0,80}$/);
    if (!found) return null;
    const words = found.text.match(/^(?:reports? to|extends)(?: the| an?)? +\[?(.*)$/i)?.[1] ?? "";
    if (words.length < 2 && !context.explicit) return null;
    return asked(context, context.pos - words.length, "roles", words);
  }

  return [front, links, roles];
}

// The line of the mark that ends the front matter; 0 where there is none.
function frontEnd(doc) {
  if (doc.line(1).text.trim() !== "---") return 0;
  for (let number = 2; number <= Math.min(doc.lines, 200); number += 1) {
    if (/^(---|\.\.\.)\s*$/.test(doc.line(number).text)) return number;
  }
  return 0;
}
