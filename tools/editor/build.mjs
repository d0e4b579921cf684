// Bundles the source editor into the static file that the site serves. See README.md.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const target = here("../../src/trellis/pages/static/pages/js/source-editor.js");

// The editor's styles go into a style sheet that is made by script, never into a <style> element: the site's policy
// then needs neither a nonce nor an exception.
const adoptedStyles = {
  name: "adopted-styles",
  setup(made) {
    made.onLoad({ filter: /style-mod\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const asked = "!root.head && root.adoptedStyleSheets";
      if (!text.includes(asked)) throw new Error("style-mod has changed: look again at how it adds its styles.");
      return { contents: text.replace(asked, "root.adoptedStyleSheets"), loader: "js" };
    });
  },
};

// lang-markdown colours HTML with parsers of HTML, CSS and JavaScript: two thirds of its weight, for what pages hardly
// hold. A small one stands in.
const smallHtml = {
  name: "small-html",
  setup(made) {
    made.onResolve({ filter: /^@codemirror\/lang-html$/ }, () => ({ path: here("src/html.js") }));
  },
};

async function licences() {
  const parts = [];
  for (const scope of ["crelt", "style-mod", "w3c-keyname", "@codemirror", "@lezer", "@marijn"]) {
    const folder = here(`node_modules/${scope}`);
    const names = scope.startsWith("@") ? (await readdir(folder)).sort() : [""];
    for (const name of names) {
      const place = name ? `${folder}/${name}` : folder;
      const { name: title, version } = JSON.parse(await readFile(`${place}/package.json`, "utf8"));
      if (!used.has(title)) continue;
      const text = (await readFile(`${place}/LICENSE`, "utf8")).trim();
      parts.push(`${title} ${version}\n\n${text}\n`);
    }
  }
  return parts.join(`\n${"-".repeat(80)}\n\n`);
}

const done = await build({
  entryPoints: [here("src/index.js")],
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "TrellisSource",
  target: ["es2022"],
  charset: "ascii",
  legalComments: "none",
  plugins: [adoptedStyles, smallHtml],
  write: false,
  metafile: true,
});
const used = new Set(
  Object.entries(Object.values(done.metafile.outputs)[0].inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1])
    .filter(Boolean),
);
const text = done.outputFiles[0].text.replaceAll("\t", "\\t");
await writeFile(target, `/* CodeMirror and its parts, MIT; licences in source-editor.LICENSES.txt. Made by tools/editor. */\n${text}`);
await writeFile(target.replace(/\.js$/, ".LICENSES.txt"), await licences());
console.log(`${target}: ${text.length} bytes, of ${[...used].sort().join(", ")}`);
