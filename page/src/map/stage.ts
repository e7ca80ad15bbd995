/** The map on the screen: sigma, told what to show. */

import Graph from "graphology";
import Sigma from "sigma";
import { EdgeArrowProgram, EdgeLineProgram, EdgeRectangleProgram } from "sigma/rendering";
import type { Settings } from "sigma/settings";
import type { NodeDisplayData } from "sigma/types";
import { between, faintness, SHAPES, type Mark } from "./marks";
import { FONTS } from "./picture";
import { nearest, type Point } from "./plane";
import { CHOSEN, rims, ShapeProgram } from "./shape";
import type { Web } from "./web";

export interface Theme {
  paper: string;
  ink: string;
  line: string;
  accent: string;
}

/** How each site looks, and which are looked at. */
export interface Look {
  mask: Uint8Array;
  radii: Float32Array;
  marks: (site: number) => Mark;
  chosen: ReadonlySet<number>;
  /** The site in the middle of attention and its neighbours; everything else stands back. -1 for none. */
  focus: number;
  near: Uint8Array | null;
  /** The link whose words are read; -1 for none. */
  edge: number;
}

const MANY_EDGES = 5_000, STILL_EDGES = 30_000, REACH = 6, LABEL = 13, ROOMY = 700;

interface Labelled {
  label: string;
  x: number;
  y: number;
  size: number;
}

export interface Heard {
  site: (site: number) => void;
  edge: (edge: number) => void;
  nothing: () => void;
}

/** Whether this browser can draw with the graphics card, or as if it had one. */
export function drawable(): boolean {
  const canvas = document.createElement("canvas");
  return !!(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

export class Stage {
  readonly #graph = new Graph({ type: "directed", multi: false, allowSelfLoops: false });
  readonly #sigma: Sigma;
  #look: Look;
  #theme: Theme;
  /** Labels of the frame being drawn, until all are known: the largest sites' are drawn first. */
  #labels: Labelled[] = [];

  constructor(
    readonly container: HTMLElement,
    readonly web: Web,
    places: Float32Array,
    look: Look,
    theme: Theme,
    heard: Heard,
  ) {
    [this.#look, this.#theme] = [look, theme];
    web.site.forEach((_, site) => this.#graph.addNode(site, { site, x: places[2 * site]!, y: places[2 * site + 1]! }));
    web.source.forEach((from, edge) => this.#graph.addDirectedEdgeWithKey(edge, from, web.target[edge]!, { from, to: web.target[edge]!, edge }));
    this.#dress();
    this.#sigma = new Sigma(this.#graph, container, this.#settings());
    this.#sigma.on("clickNode", ({ node }) => heard.site(Number(node)));
    this.#sigma.on("clickStage", ({ event }) => {
      const edge = this.#edgeAt([event.x, event.y]);
      if (edge >= 0) heard.edge(edge);
      else heard.nothing();
    });
    this.#sigma.on("afterRender", () => this.#label());
    this.#sigma.on("enterNode", () => container.classList.add("pointing"));
    this.#sigma.on("leaveNode", () => container.classList.remove("pointing"));
    this.frame();
  }

  move(places: Float32Array): void {
    this.#graph.updateEachNodeAttributes(
      (_, data) => ({ ...data, x: places[2 * (data["site"] as number)]!, y: places[2 * (data["site"] as number) + 1]! }),
      { attributes: ["x", "y"] },
    );
    this.frame();
  }

  show(look: Look, theme: Theme): void {
    const changed = look.mask !== this.#look.mask;
    const dressed = theme !== this.#theme;
    [this.#look, this.#theme] = [look, theme];
    if (dressed) {
      this.#dress();
      this.#sigma.setSettings(this.#settings());
    }
    if (changed) this.frame();
    else this.#sigma.scheduleRefresh();
  }

  /** Let what is shown fill the stage. */
  frame(): void {
    const x: [number, number] = [Infinity, -Infinity], y: [number, number] = [Infinity, -Infinity];
    this.#graph.forEachNode((_, data) => {
      if (!this.#look.mask[data["site"] as number]) return;
      [x[0], x[1]] = [Math.min(x[0], data["x"] as number), Math.max(x[1], data["x"] as number)];
      [y[0], y[1]] = [Math.min(y[0], data["y"] as number), Math.max(y[1], data["y"] as number)];
    });
    this.#sigma.setCustomBBox(x[0] <= x[1] ? { x, y } : null);
    this.#sigma.scheduleRefresh();
  }

  /** Bring a site to the middle; a glance, not a journey, where motion is not wanted. */
  go(site: number): void {
    const data = this.#sigma.getNodeDisplayData(String(site));
    const camera = this.#sigma.getCamera();
    if (data) this.#travel({ x: data.x, y: data.y, ratio: Math.min(camera.ratio, 0.5) });
  }

  zoom(factor: number): void {
    this.#travel({ ratio: this.#sigma.getCamera().ratio / factor });
  }

  whole(): void {
    this.#travel({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
  }

  /** Move the view by a share of its width and height. */
  pan(right: number, up: number): void {
    const camera = this.#sigma.getCamera();
    this.#travel({ x: camera.x + right * camera.ratio, y: camera.y + up * camera.ratio });
  }

  #travel(to: Partial<{ x: number; y: number; ratio: number; angle: number }>): void {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    void this.#sigma.getCamera().animate(to, { duration: still ? 1 : 250 });
  }

  /** Where a site is on the stage, in pixels from its corner. */
  place(site: number): Point {
    const { x, y } = this.#graph.getNodeAttributes(String(site)) as { x: number; y: number };
    const found = this.#sigma.graphToViewport({ x, y });
    return [found.x, found.y];
  }

  /** Draw anew, since letters came that the labels wait for. */
  refresh(): void {
    this.#sigma.scheduleRefresh();
  }

  /** On a small stage sites are smaller. */
  get #scale(): number {
    return Math.max(0.5, Math.min(1, this.container.clientWidth / ROOMY));
  }

  end(): void {
    this.#sigma.kill();
  }

  #edgeAt(at: Point): number {
    const { mask } = this.#look;
    const places = new Map<number, Point>();
    const place = (site: number): Point => {
      const known = places.get(site) ?? this.place(site);
      places.set(site, known);
      return known;
    };
    const shown = [...this.web.source.keys()].filter((edge) => mask[this.web.source[edge]!] && mask[this.web.target[edge]!]);
    return nearest(shown, (edge) => [this.web.source[edge]!, this.web.target[edge]!], place, at, REACH);
  }

  #dress(): void {
    [rims.all, rims.chosen] = [share(this.#theme.paper), share(this.#theme.ink)];
  }

  #settings(): Partial<Settings> {
    const many = this.web.source.length > MANY_EDGES;
    return {
      allowInvalidContainer: true,
      nodeProgramClasses: { site: ShapeProgram as never },
      defaultNodeType: "site",
      // Programs draw in this order, after those sigma brings along: links that are looked at lie over all others.
      edgeProgramClasses: { link: many ? EdgeLineProgram : EdgeRectangleProgram, read: EdgeArrowProgram },
      defaultEdgeType: "link",
      hideEdgesOnMove: this.web.source.length > STILL_EDGES,
      labelDensity: 2,
      labelGridCellSize: 100,
      labelRenderedSizeThreshold: this.web.site.length > 400 ? 4.5 : 0,
      minCameraRatio: 0.01,
      maxCameraRatio: 4,
      stagePadding: 36,
      zIndex: true,
      nodeReducer: (_, data) => ({ ...data, ...this.#site(data["site"] as number) }) as Partial<NodeDisplayData>,
      edgeReducer: (_, data) => ({ ...data, ...this.#line(data["edge"] as number, data["from"] as number, data["to"] as number) }),
      defaultDrawNodeLabel: (_, data) => void (data.label && this.#labels.push(labelled(data))),
      defaultDrawNodeHover: (context, data) => void (data.label && this.#hover(context, labelled(data))),
    };
  }

  #site(site: number): Partial<NodeDisplayData> & { shape?: number } {
    const { mask, radii, marks, chosen, focus, near, edge } = this.#look;
    if (!mask[site]) return { hidden: true };
    const { colour, shape } = marks(site);
    const picked = chosen.has(site) || site === focus || site === this.web.source[edge] || site === this.web.target[edge];
    const back = focus >= 0 && near && !near[site] && !picked;
    return {
      label: back ? null : this.web.name[site]!,
      color: back ? between(colour, this.#theme.paper, 0.75) : colour,
      size: radii[site]! * this.#scale + (picked ? 2 : 0),
      shape: SHAPES.indexOf(shape) + (picked ? CHOSEN : 0),
      zIndex: back ? 0 : picked ? 2 : 1,
      forceLabel: site === focus || site === this.web.source[edge] || site === this.web.target[edge],
    };
  }

  #line(edge: number, from: number, to: number): { hidden?: boolean; color?: string; size?: number; type?: string; zIndex?: number } {
    const { mask, focus, edge: read } = this.#look;
    const { paper, accent } = this.#theme;
    const line = between(this.#theme.line, paper, faintness(this.web.source.length));
    if (!mask[from] || !mask[to]) return { hidden: true };
    if (edge === read) return { color: accent, size: 4, type: "read", zIndex: 3 };
    if (focus < 0) return { color: read >= 0 ? between(line, paper, 0.6) : line, size: 0.8 };
    if (from === focus || to === focus) return { color: accent, size: 1.6, type: "read", zIndex: 2 };
    return { color: between(line, paper, 0.8), size: 0.5 };
  }

  /** Write the labels of a frame, those of larger sites first, none over another. */
  #label(): void {
    const context = this.#sigma.getCanvases()["labels"]?.getContext("2d");
    if (context) context.font = `400 ${LABEL}px ${FONTS}`;
    const taken: number[][] = [];
    for (const each of this.#labels.splice(0).sort((a, b) => b.size - a.size)) {
      if (!context) return;
      const width = each.size + 3 + context.measureText(each.label).width;
      const box = [each.x, each.y - LABEL, each.x + width, each.y + LABEL / 2];
      if (taken.some((other) => box[0]! < other[2]! && other[0]! < box[2]! && box[1]! < other[3]! && other[1]! < box[3]!)) continue;
      taken.push(box);
      this.#write(context, each);
    }
  }

  #write(context: CanvasRenderingContext2D, { label, x, y, size }: Labelled): void {
    context.font = `400 ${LABEL}px ${FONTS}`;
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = this.#theme.paper;
    context.strokeText(label, x + size + 3, y + LABEL / 3);
    context.fillStyle = this.#theme.ink;
    context.fillText(label, x + size + 3, y + LABEL / 3);
  }

  #hover(context: CanvasRenderingContext2D, { label, x, y, size }: Labelled): void {
    context.font = `400 ${LABEL}px ${FONTS}`;
    context.fillStyle = this.#theme.paper;
    context.strokeStyle = this.#theme.ink;
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(x + size - 3, y - LABEL / 2 - 5, context.measureText(label).width + 12, LABEL + 10, 4);
    context.fill();
    context.stroke();
    this.#write(context, { label, x, y, size });
    context.beginPath();
    context.arc(x, y, size + 2, 0, 2 * Math.PI);
    context.stroke();
  }
}

function labelled(data: { label: string | null; x: number; y: number; size: number }): Labelled {
  return { ...data, label: data.label ?? "" };
}

function share(colour: string): [number, number, number] {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16) / 255) as [number, number, number];
}

/** The colours of the page as they are now. */
export function themeNow(): Theme {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return { paper: of("--surface"), ink: of("--ink"), line: between(of("--edge"), of("--surface"), 0.45), accent: of("--accent") };
}
