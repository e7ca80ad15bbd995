/** A scene as SVG text, or on a canvas. */

import { CIRCLE, OUTLINES } from "./marks";
import type { Dot, Scene } from "./scene";

export const FONTS = '"Noto Sans", "Noto Naskh Arabic", sans-serif';

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** What XML cannot hold at all is left out. */
// eslint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function escaped(words: string): string {
  return words.replace(UNWRITABLE, "").replace(/[&<>"]/g, (each) => ENTITIES[each]!);
}

const n = (value: number): string => String(Math.round(value * 10) / 10);

export function svg(scene: Scene): string {
  const strokes: string[] = [];
  for (let at = 0; at < scene.edges.length; at += 4) {
    const [ax, ay, bx, by] = scene.edges.subarray(at, at + 4);
    strokes.push(`M${n(ax!)} ${n(ay!)}L${n(bx!)} ${n(by!)}`);
  }
  const texts = scene.lines.map(({ words, x, y, size, colour, bold, rimmed }) => {
    const rim = rimmed ? ` stroke="${scene.paper}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"` : "";
    return `<text x="${n(x)}" y="${n(y)}" font-size="${size}" fill="${colour}"${bold ? ' font-weight="600"' : ""}${rim}>${escaped(words)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${scene.width} ${scene.height}" width="${scene.width}" height="${scene.height}" role="img" font-family="${escaped(FONTS)}">`,
    `<title>${escaped(scene.title)}</title><desc>${escaped(scene.description)}</desc>`,
    `<rect width="100%" height="100%" fill="${scene.paper}"/>`,
    `<path d="${strokes.join("")}" fill="none" stroke="${scene.edgeColour}" stroke-width="0.8"/>`,
    `<g stroke="${scene.paper}" stroke-width="1">${scene.dots.map(shapeOf).join("")}</g>`,
    ...texts,
    "</svg>",
    "",
  ].join("\n");
}

function shapeOf({ x, y, radius, mark }: Dot): string {
  if (mark.shape === "circle") return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius * CIRCLE)}" fill="${mark.colour}"/>`;
  const corners = OUTLINES[mark.shape].map(([dx, dy]) => `${n(x + dx * radius)},${n(y + dy * radius)}`);
  return `<polygon points="${corners.join(" ")}" fill="${mark.colour}"/>`;
}

export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  context.fillStyle = scene.paper;
  context.fillRect(0, 0, scene.width, scene.height);
  context.lineWidth = 0.8;
  context.strokeStyle = scene.edgeColour;
  context.beginPath();
  for (let at = 0; at < scene.edges.length; at += 4) {
    context.moveTo(scene.edges[at]!, scene.edges[at + 1]!);
    context.lineTo(scene.edges[at + 2]!, scene.edges[at + 3]!);
  }
  context.stroke();
  context.lineWidth = 1;
  context.strokeStyle = scene.paper;
  for (const dot of scene.dots) paintDot(context, dot);
  [context.lineWidth, context.strokeStyle] = [3, scene.paper];
  context.lineJoin = "round";
  for (const { words, x, y, size, colour, bold, rimmed } of scene.lines) {
    context.font = `${bold ? 600 : 400} ${size}px ${FONTS}`;
    context.fillStyle = colour;
    if (rimmed) context.strokeText(words, x, y);
    context.fillText(words, x, y);
  }
}

function paintDot(context: CanvasRenderingContext2D, { x, y, radius, mark }: Dot): void {
  context.beginPath();
  if (mark.shape === "circle") context.arc(x, y, radius * CIRCLE, 0, 2 * Math.PI);
  else for (const [dx, dy] of OUTLINES[mark.shape]) context.lineTo(x + dx * radius, y + dy * radius);
  context.closePath();
  context.fillStyle = mark.colour;
  context.fill();
  context.stroke();
}
