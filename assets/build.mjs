// Builds watchbill/interfaces/ui/static/built/: hashed files, their compressed twins, and manifest.json that names them.
import { context, build } from "esbuild";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { constants, gzipSync } from "node:zlib";

const OUT = "watchbill/interfaces/ui/static/built";
const ICONS = ["mark.svg", "icon-192.png", "icon-512.png", "maskable.png", "touch.png", "badge.png"].map((name) => `assets/icons/${name}`);
const options = {
  entryPoints: ["assets/ts/app.ts", "assets/css/app.css", "assets/css/bare.css", "assets/worker/worker.ts", ...ICONS],
  outdir: OUT,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "copy", ".png": "copy" },
  bundle: true,
  minify: true,
  target: ["es2022", "chrome123", "firefox121", "safari17.5"],
  format: "iife",
  metafile: true,
  logLevel: "info",
};

function finish(metafile) {
  const outputs = Object.entries(metafile.outputs);
  const entries = outputs.filter(([, output]) => output.entryPoint);
  const names = entries.map(([file, output]) => [plain(output.entryPoint), basename(file)]);
  for (const [, file] of names) {
    const packed = gzipSync(readFileSync(join(OUT, file)), { level: constants.Z_BEST_COMPRESSION });
    writeFileSync(join(OUT, `${file}.gz`), packed);
  }
  removeOthers(new Set(names.flatMap(([, file]) => [file, `${file}.gz`])));
  writeFileSync(join(OUT, "manifest.json"), `${JSON.stringify(Object.fromEntries(names.sort()), null, 2)}\n`);
}

function plain(source) {
  return basename(source).replace(/\.ts$/, ".js");
}

function removeOthers(wanted) {
  const others = readdirSync(OUT).filter((file) => !wanted.has(file) && file !== "manifest.json");
  for (const file of others) rmSync(join(OUT, file));
}

mkdirSync(OUT, { recursive: true });
if (process.argv.includes("--watch")) {
  const afterwards = { name: "finish", setup: (on) => on.onEnd((result) => result.metafile && finish(result.metafile)) };
  await (await context({ ...options, plugins: [afterwards] })).watch();
} else {
  finish((await build(options)).metafile);
}
