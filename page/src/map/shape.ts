/** Sites drawn by the graphics card: a colour, a shape and a rim each. */

import type { NodeDisplayData, RenderParams } from "sigma/types";
import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import { floatColor } from "sigma/utils";

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec2 v_away;
varying float v_radius;
varying float v_shape;
varying float v_ring;
const float bias = 255.0 / 254.0;

void main() {
  float size = a_size * u_correctionRatio / u_sizeRatio * 4.0;
  v_away = size * vec2(cos(a_angle), sin(a_angle));
  v_radius = size / 2.0;
  v_ring = step(9.5, a_shape);
  v_shape = a_shape - 10.0 * v_ring;
  gl_Position = vec4((u_matrix * vec3(a_position + v_away, 1)).xy, 0, 1);
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
}
`;

/** How far a point is outside a shape of radius 1, for each of the shapes of marks.ts in turn; y goes upwards. */
const FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec2 v_away;
varying float v_radius;
varying float v_shape;
varying float v_ring;
uniform float u_correctionRatio;
uniform vec3 u_rim;
uniform vec3 u_ring;

float triangle(vec2 p) { return max(-p.y, max(dot(p, vec2(0.866, 0.5)), dot(p, vec2(-0.866, 0.5)))) - 0.5; }
float bar(vec2 p) { return max(abs(p.x) - 0.33, abs(p.y) - 0.94); }
float outside(vec2 p) {
  if (v_shape < 0.5) return length(p) - 0.92;
  if (v_shape < 1.5) return max(abs(p.x), abs(p.y)) - 0.8;
  if (v_shape < 2.5) return triangle(p);
  if (v_shape < 3.5) return (abs(p.x) + abs(p.y) - 1.0) * 0.707;
  if (v_shape < 4.5) return triangle(vec2(p.x, -p.y));
  if (v_shape < 5.5) return min(bar(p), bar(p.yx));
  return max(abs(p.x) * 0.866 + abs(p.y) * 0.5, abs(p.y)) - 0.866;
}

void main(void) {
  float pixel = u_correctionRatio * 2.0;
  float far = outside(v_away / v_radius) * v_radius;
  #ifdef PICKING_MODE
  gl_FragColor = length(v_away) > v_radius ? vec4(0.0) : v_color;
  #else
  float wide = v_ring > 0.5 ? min(3.0 * pixel, 0.4 * v_radius) : min(1.5 * pixel, 0.3 * v_radius);
  vec4 rim = vec4(v_ring > 0.5 ? u_ring : u_rim, 1.0);
  vec4 body = mix(v_color, rim, smoothstep(-wide, -wide + pixel, far));
  gl_FragColor = mix(body, vec4(0.0), smoothstep(-0.5 * pixel, 0.5 * pixel, far));
  #endif
}
`;

const UNIFORMS = ["u_matrix", "u_sizeRatio", "u_correctionRatio", "u_rim", "u_ring"] as const;

type Colour = [number, number, number];

/** Rims: of every site in the colour of what lies behind, so that sites close together stay apart; of those chosen. */
export const rims: { all: Colour; chosen: Colour } = { all: [1, 1, 1], chosen: [0, 0, 0] };
/** Added to the number of a shape: the site is chosen. */
export const CHOSEN = 10;

export class ShapeProgram extends NodeProgram<(typeof UNIFORMS)[number]> {
  override getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLES as WebGLRenderingContextBase["TRIANGLES"],
      UNIFORMS,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
    };
  }

  override processVisibleItem(node: number, start: number, data: NodeDisplayData & { shape?: number }): void {
    this.array.set([data.x, data.y, data.size, data.shape ?? 0, floatColor(data.color), node], start);
  }

  override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo<(typeof UNIFORMS)[number]>): void {
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
    gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
    gl.uniform1f(uniformLocations.u_correctionRatio, params.correctionRatio);
    gl.uniform3fv(uniformLocations.u_rim, rims.all);
    gl.uniform3fv(uniformLocations.u_ring, rims.chosen);
  }
}
