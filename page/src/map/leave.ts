/** The picture of a map as a file, or on paper. */

import { study } from "../state/study.svelte";
import { t } from "../state/words.svelte";
import type { MapState } from "./map.svelte";
import { FONTS, paint, svg } from "./picture";
import { scene, type Measure, type Scene } from "./scene";
import { caption, categoryWords, colourWords } from "./words";

const SCALE = 2;

function pen(canvas = document.createElement("canvas")): CanvasRenderingContext2D {
  return canvas.getContext("2d")!;
}

/** What the map shows now, whole, with legend and caption; for print on white, whatever the page looks like. */
export function sceneOf(map: MapState): Scene {
  const web = map.web!;
  const context = pen();
  const measure: Measure = (words, size) => {
    context.font = `${size}px ${FONTS}`;
    return context.measureText(words).width;
  };
  const seen = map.encoding.legend.filter((each) => !map.hidden.includes(each.key));
  return scene(
    {
      title: t("map.picture", { study: study.now?.title ?? "" }),
      caption: caption(map),
      legend: seen.map((each) => ({ mark: each.mark, words: `${categoryWords(map, each)} (${each.count})` })),
      legendTitle: colourWords(map),
      sites: [...map.mask.keys()].filter((site) => map.mask[site]),
      edges: map.edges.map((edge): [number, number] => [web.source[edge]!, web.target[edge]!]),
      places: map.places!,
      radii: map.radii,
      marks: (site) => map.mark(site),
      name: (site) => web.name[site]!,
    },
    measure,
  );
}

export async function asPng(map: MapState): Promise<void> {
  const drawn = sceneOf(map);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [drawn.width * SCALE, drawn.height * SCALE];
  const context = pen(canvas);
  context.scale(SCALE, SCALE);
  paint(context, drawn);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob) save(blob, "png");
}

export function asSvg(map: MapState): void {
  save(new Blob([svg(sceneOf(map))], { type: "image/svg+xml" }), "svg");
}

/** The browser's own print, which also writes PDF: letters stay letters, lines stay lines. */
export function asPrint(map: MapState): void {
  const plate = document.createElement("div");
  plate.className = "plate";
  plate.append(document.importNode(new DOMParser().parseFromString(svg(sceneOf(map)), "image/svg+xml").documentElement, true));
  document.body.append(plate);
  window.addEventListener("afterprint", () => plate.remove(), { once: true });
  window.print();
}

function save(blob: Blob, ending: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${t("map.file")}.${ending}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
