// PNG files, as far as tests look into them: how big, and how many colours. And the display's own memory as a PNG,
// which shows what WebDriver cannot: native dialogs.
import { readFileSync } from "node:fs";
import { crc32, deflateSync, inflateSync } from "node:zlib";

/** Width, height, the number of different colours, and how light it is on average, from 0 to 255. */
export function look(png) {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, kind, , , interlaced] = png.subarray(24, 29);
  const channels = { 2: 3, 6: 4 }[kind];
  if (depth !== 8 || !channels || interlaced) throw new Error(`a PNG of another kind: depth ${depth}, colour ${kind}`);
  const parts = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const data = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const colours = new Set();
  let light = 0;
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)];
    const row = Uint8Array.from(data.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let x = 0; x < stride; x++) {
      const left = x < channels ? 0 : row[x - channels];
      const corner = x < channels ? 0 : above[x - channels];
      row[x] += [0, left, above[x], (left + above[x]) >> 1, paeth(left, above[x], corner)][filter];
    }
    for (let x = 0; x < stride; x += channels) {
      colours.add((row[x] << 16) | (row[x + 1] << 8) | row[x + 2]);
      light += (row[x] + row[x + 1] + row[x + 2]) / 3;
    }
    above = row;
  }
  return { width, height, colours: colours.size, light: light / (width * height) };
}

function paeth(a, b, c) {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/** The display as Xvfb keeps it (-fbdir): an XWD file of version 7, 32 bits a pixel. */
export class Screen {
  constructor(file) {
    const data = readFileSync(file);
    const field = (n) => data.readUInt32BE(n * 4);
    this.width = field(4);
    this.height = field(5);
    this.stride = field(12);
    this.offset = field(0) + field(19) * 12;
    this.data = data;
  }

  /** The colour at a place, as 0xRRGGBB. */
  at(x, y) {
    return this.data.readUInt32LE(this.offset + y * this.stride + x * 4) & 0xffffff;
  }

  png() {
    const raw = Buffer.alloc(this.height * (this.width * 3 + 1));
    let to = 0;
    for (let y = 0; y < this.height; y++) {
      raw[to++] = 0;
      for (let x = 0; x < this.width; x++) {
        raw.writeUIntBE(this.at(x, y), to, 3);
        to += 3;
      }
    }
    const header = Buffer.alloc(13);
    header.writeUInt32BE(this.width, 0);
    header.writeUInt32BE(this.height, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(raw)), chunk("IEND", Buffer.alloc(0))]);
  }
}

function chunk(name, data) {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(name, 4, "latin1");
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), data.length + 8);
  return out;
}
