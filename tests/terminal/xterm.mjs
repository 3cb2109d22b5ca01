// A real xterm.js, driven over standard input: what it shows after some output is the truth of the trials.
//
// A message is `length: u32 LE | kind: u8 | payload`. Kinds: N a new terminal (columns, rows, scrollback: u16 LE each),
// W output, R another size (columns, rows), answered with the terminal's own report, D everything that it knows as JSON.
// An answer is `length: u32 LE | JSON`.
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ui = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../ui/package.json");
const require = createRequire(ui);
const { Terminal } = require("@xterm/headless");
const { Unicode11Addon } = require("@xterm/addon-unicode11");

let term;
let replies = "";
let bells = 0;
let links;
/** What xterm.js threw: it has its own mistakes, and what it does after one is no truth. */
let broken = null;
let proceed;

process.on("uncaughtException", (error) => {
    if (!proceed) {
        console.error(error);
        process.exit(1);
    }
    broken = String(error.stack ?? error);
    proceed();
});

function create(columns, rows, scrollback) {
    term?.dispose();
    term = new Terminal({ allowProposedApi: true, cols: columns, rows, scrollback, logLevel: "off" });
    term.loadAddon(new Unicode11Addon());
    term.unicode.activeVersion = "11";
    replies = "";
    bells = 0;
    broken = null;
    // xterm.js forgets a link with the row in which it began, also while it goes on.
    const service = term._core._oscLinkService;
    const register = service.registerLink.bind(service);
    links = new Map();
    service.registerLink = (data) => {
        const id = register(data);
        links.set(id, data.uri);
        return id;
    };
    term.onData((data) => (replies += data));
    term.onBell(() => (bells += 1));
}

/** As the page does before it takes a size (`taken-size.ts`, which says why). */
function straighten() {
    const { normal, alt } = term._core._bufferService.buffers;
    const { lines } = normal;
    const most = lines.maxLength;
    lines.maxLength = most + 1;
    lines.maxLength = most;
    for (const buffer of [normal, alt]) buffer.savedX = Math.min(buffer.savedX, term.cols - 1);
}

/**
 * Where it wraps all rows anew and has no room for them, xterm.js can keep one row in two places; and of a screen that is made
 * higher while rows are above the alternate one, the last have none.
 */
function lookForMistakes() {
    const { alt } = term._core._bufferService.buffers;
    if (alt.lines.length > 0 && alt.lines.length < alt.ybase + term.rows) broken = "a row is missing";
    for (const { lines } of [term._core._bufferService.buffers.normal, term._core._bufferService.buffers.alt]) {
        const rows = Array.from({ length: lines.length }, (_, y) => lines.get(y));
        if (new Set(rows).size < rows.length || rows.includes(undefined)) broken = "a row is in two places";
    }
}

function report() {
    const { normal, alt, active } = term._core._bufferService.buffers;
    const saved = (buffer) => [buffer.savedX, buffer.savedY];
    return {
        x: active.x,
        y: active.y,
        above: normal.ybase,
        aboveAlternate: alt.ybase,
        length: normal.lines.length,
        saved: [saved(normal), saved(alt)],
    };
}

/** The attributes that are seen; a link by its address, for its number differs from one terminal to the next. */
function look(cell) {
    const colour = (mode, value) => (mode === 0 ? "" : `${mode >> 24}.${value}`);
    const flags = [
        cell.isBold(),
        cell.isDim(),
        cell.isItalic(),
        cell.isBlink(),
        cell.isInverse(),
        cell.isInvisible(),
        cell.isStrikethrough(),
        cell.isOverline(),
        cell.isProtected(),
    ];
    const id = cell.hasExtendedAttrs() ? cell.extended.urlId : 0;
    const link = id ? links.get(id) : "";
    const underline = cell.getUnderlineStyle();
    return [
        flags.map(Number).join(""),
        colour(cell.getFgColorMode(), cell.getFgColor()),
        colour(cell.getBgColorMode(), cell.getBgColor()),
        underline && `${underline}:${colour(cell.getUnderlineColorMode(), cell.getUnderlineColor())}`,
        link,
    ].join("/");
}

/** A colour of the palette takes 8 bits; what is in the others is left from one before. */
function seen(bits) {
    const mode = (bits >>> 24) & 3;
    const room = mode === 3 ? 0xffffff : mode === 0 ? 0 : 0xff;
    return (bits >>> 0) - (bits & 0xffffff) + (bits & room);
}

function describe(buffer) {
    const lines = [];
    const kind = Object.getPrototypeOf(buffer.getNullCell());
    for (let y = 0; y < buffer.lines.length; y++) {
        const line = buffer.lines.get(y);
        const cells = [];
        let before = null;
        for (let x = 0; x < Math.min(line.length, term.cols); x++) {
            const cell = line.loadCell(x, Object.assign(Object.create(kind), { combinedData: "" }));
            const now = look(cell);
            const text = `${cell.getChars()}|${cell.getWidth()}`;
            cells.push(now === before ? text : `${text} ${now}`);
            before = now;
        }
        lines.push((line.isWrapped ? "+" : "") + cells.join(" "));
    }
    const { x, y, ybase, scrollTop, scrollBottom, savedX, savedY, savedCharset } = buffer;
    const { fg, bg } = buffer.savedCurAttrData;
    const tabs = Object.keys(buffer.tabs)
        .map(Number)
        .filter((at) => at < term.cols);
    return {
        x,
        y,
        ybase,
        scrollTop,
        scrollBottom,
        savedX: Math.min(savedX, term.cols - 1),
        savedY,
        tabs,
        savedCharset: savedCharset ?? null,
        savedLook: [seen(fg), seen(bg)],
        lines,
    };
}

function everything() {
    const core = term._core;
    const handler = core._inputHandler;
    const { normal, alt, active } = core._bufferService.buffers;
    const attributes = active.getNullCell(handler._curAttrData);
    return {
        size: [term.cols, term.rows],
        normal: describe(normal),
        alternate: alt.lines.length > 0 ? describe(alt) : { savedX: alt.savedX, savedY: alt.savedY },
        active: active === alt ? "alternate" : "normal",
        look: look(attributes),
        modes: core.coreService.modes,
        private: core.coreService.decPrivateModes,
        hidden: core.coreService.isCursorHidden,
        mouse: [core.coreMouseService.activeProtocol, core.coreMouseService.activeEncoding],
        charset: core._charsetService.charset ?? null,
        charsets: [0, 1, 2, 3].map((set) => core._charsetService._charsets[set] ?? null),
        level: core._charsetService.glevel,
        eol: core.optionsService.options.convertEol,
        blink: core.optionsService.options.cursorBlink,
        title: handler._windowTitle,
        icon: handler._iconName,
        preceding: handler._parser.precedingJoinState,
        parser: handler._parser.currentState,
    };
}

function answer(value) {
    const body = Buffer.from(JSON.stringify(value));
    const head = Buffer.alloc(4);
    head.writeUInt32LE(body.length);
    process.stdout.write(Buffer.concat([head, body]));
}

async function take(kind, payload) {
    switch (kind) {
        case "N":
            create(payload.readUInt16LE(0), payload.readUInt16LE(2), payload.readUInt16LE(4));
            break;
        case "W":
            if (broken) break;
            await new Promise((done) => {
                proceed = done;
                term.write(new Uint8Array(payload), done);
            });
            proceed = undefined;
            break;
        case "R":
            try {
                straighten();
                term.resize(payload.readUInt16LE(0), payload.readUInt16LE(2));
            } catch (error) {
                broken = String(error.stack);
            }
            if (!broken) lookForMistakes();
            answer(report());
            break;
        case "D":
            answer(broken ? { broken } : { ...everything(), replies, bells });
            break;
    }
}

let pending = Buffer.alloc(0);
for await (const chunk of process.stdin) {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 5 && pending.length >= 4 + pending.readUInt32LE(0)) {
        const length = pending.readUInt32LE(0);
        await take(String.fromCharCode(pending[4]), pending.subarray(5, 4 + length));
        pending = pending.subarray(4 + length);
    }
}
