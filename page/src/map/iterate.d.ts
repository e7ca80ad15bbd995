declare module "graphology-layout-forceatlas2/iterate.js" {
  /** One round of forces on matrices of ten numbers a node and three an edge; changes the first. */
  export default function iterate(settings: Record<string, number | boolean>, nodes: Float32Array, edges: Float32Array): unknown;
}
