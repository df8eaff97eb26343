/** Draws the 3D view's picture on the graphics processor. The only file that names three.js, loaded when the view is first looked at. */
import {
  BackSide,
  BufferAttribute,
  BufferGeometry,
  Color,
  ColorManagement,
  DataTexture,
  DoubleSide,
  FrontSide,
  LinearFilter,
  LinearSRGBColorSpace,
  Mesh,
  MeshBasicMaterial,
  PerspectiveCamera,
  Scene,
  ShaderMaterial,
  WebGLRenderer,
  type Side,
} from 'three';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';
import { LineSegments2 } from 'three/addons/lines/LineSegments2.js';
import { LineSegmentsGeometry } from 'three/addons/lines/LineSegmentsGeometry.js';
import {
  cameraAxes,
  eyeDistanceMm,
  fieldOfViewDeg,
  type RoomCamera,
  type RoomFrame,
} from '../src/preview/draw/room-camera.ts';
import type { RoomMesh, RoomPicture } from '../src/preview/draw/room-picture.ts';
import type { RoomPlane } from '../src/preview/draw/room-plane.ts';
import type { Surface } from '../src/preview/draw/surface-nets.ts';

export interface RoomDrawing {
  draw(picture: RoomPicture, camera: RoomCamera, frame: RoomFrame, pixelRatio: number): void;
  dispose(): void;
}

// The page's colours are shown as they are written.
ColorManagement.enabled = false;

/** Throws where the page has no WebGL 2. */
export function createRoomDrawing(canvas: HTMLCanvasElement): RoomDrawing {
  const renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: 'low-power' });
  renderer.outputColorSpace = LinearSRGBColorSpace;
  const scene = new Scene();
  const eye = new PerspectiveCamera(fieldOfViewDeg);
  const solids = new Map<Surface, BufferGeometry>();
  let shown: RoomPicture | undefined;
  let ofPicture: { dispose(): void }[] = [];
  let size = '';

  function build(picture: RoomPicture) {
    scene.clear();
    ofPicture.forEach((one) => one.dispose());
    ofPicture = [];
    scene.background = new Color(picture.background);
    for (const mesh of picture.meshes) addMesh(mesh);
    for (const { cornersMm, colour, opacity } of picture.faces) {
      const geometry = held(new BufferGeometry());
      geometry.setAttribute('position', new BufferAttribute(cornersMm, 3));
      geometry.computeVertexNormals();
      const mesh = new Mesh(geometry, held(matter({ colour, opacity, rim: 0, flat: 1, side: DoubleSide })));
      mesh.frustumCulled = false;
      scene.add(mesh);
    }
    if (picture.plane) addPlane(picture.plane);
    for (const { endsMm, colour, widthPx, opacity } of picture.lines) {
      if (endsMm.length === 0) continue;
      const geometry = held(new LineSegmentsGeometry());
      geometry.setPositions(endsMm);
      const material = new LineMaterial({ color: colour, linewidth: widthPx, opacity, transparent: true });
      material.depthWrite = false;
      const lines = new LineSegments2(geometry, held(material));
      lines.frustumCulled = false;
      // Over what lies within the patient, under what is in front of it.
      lines.renderOrder = 0.5;
      scene.add(lines);
    }
    const kept = new Set(picture.meshes.map(({ surface }) => surface));
    for (const [surface, geometry] of solids) {
      if (kept.has(surface)) continue;
      geometry.dispose();
      solids.delete(surface);
    }
    shown = picture;
  }

  function addMesh({ surface, colour, opacity, rim, nesting }: RoomMesh) {
    const geometry = solids.get(surface) ?? geometryOf(surface);
    solids.set(surface, geometry);
    const add = (side: Side, renderOrder: number) => {
      const mesh = new Mesh(
        geometry,
        held(matter({ colour, opacity, rim, flat: opacity === 1 ? 0 : seenThroughFlat, side })),
      );
      mesh.renderOrder = renderOrder;
      scene.add(mesh);
    };
    if (opacity === 1) add(DoubleSide, 0);
    else {
      // What encloses is drawn before by its far side, and after by its near one.
      add(BackSide, -nesting);
      add(FrontSide, nesting);
    }
  }

  function addPlane({ cornersMm, raster }: RoomPlane) {
    const geometry = held(new BufferGeometry());
    const [topLeft, topRight, bottomRight, bottomLeft] = cornersMm;
    const corners = [topLeft, topRight, bottomRight, topLeft, bottomRight, bottomLeft];
    geometry.setAttribute('position', new BufferAttribute(Float32Array.from(corners.flat()), 3));
    // The first row of pixels is the top one.
    geometry.setAttribute('uv', new BufferAttribute(Float32Array.of(0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1), 2));
    const map = held(new DataTexture(new Uint8Array(raster.data), raster.width, raster.height));
    map.minFilter = map.magFilter = LinearFilter;
    map.needsUpdate = true;
    const material = held(new MeshBasicMaterial({ map, side: DoubleSide, transparent: true, depthWrite: false }));
    const mesh = new Mesh(geometry, material);
    mesh.frustumCulled = false;
    // Between the far sides of what encloses it and the near ones.
    mesh.renderOrder = -0.5;
    scene.add(mesh);
  }

  function held<T extends { dispose(): void }>(one: T): T {
    ofPicture.push(one);
    return one;
  }

  return {
    draw(picture, camera, { widthPx, heightPx }, pixelRatio) {
      if (picture !== shown) build(picture);
      const wanted = `${widthPx} ${heightPx} ${pixelRatio}`;
      if (wanted !== size) {
        renderer.setPixelRatio(pixelRatio);
        renderer.setSize(widthPx, heightPx, false);
        size = wanted;
      }
      place(eye, camera, widthPx / heightPx);
      renderer.render(scene, eye);
    },
    dispose() {
      ofPicture.forEach((one) => one.dispose());
      solids.forEach((geometry) => geometry.dispose());
      renderer.dispose();
    },
  };
}

/** What is seen through is lit less than what is solid: its rims would else be its darkest parts. */
const seenThroughFlat = 0.6;

function place(eye: PerspectiveCamera, camera: RoomCamera, aspect: number): void {
  const { back, up } = cameraAxes(camera);
  const [x, y, z] = camera.targetMm;
  const distance = eyeDistanceMm(camera);
  eye.position.set(x + back[0] * distance, y + back[1] * distance, z + back[2] * distance);
  eye.up.set(...up);
  eye.lookAt(x, y, z);
  eye.aspect = aspect;
  // A patient and what stands around it, from wherever it is looked at.
  eye.near = Math.max(distance - 3000, distance / 1000);
  eye.far = distance + 3000;
  eye.updateProjectionMatrix();
}

function geometryOf({ positions, normals, triangles }: Surface): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setAttribute('normal', new BufferAttribute(normals, 3));
  geometry.setIndex(new BufferAttribute(triangles, 1));
  return geometry;
}

/** A lamp at the reader's left shoulder; `rim` is the share of the opacity that is kept for where a surface is looked along. */
function matter(look: {
  readonly colour: string;
  readonly opacity: number;
  readonly rim: number;
  readonly flat: number;
  readonly side: Side;
}): ShaderMaterial {
  const isSolid = look.opacity === 1;
  return new ShaderMaterial({
    uniforms: {
      colour: { value: new Color(look.colour) },
      opacity: { value: look.opacity },
      rim: { value: look.rim },
      flatness: { value: look.flat },
    },
    vertexShader: `
      varying vec3 toEye;
      varying vec3 outwards;
      void main() {
        vec4 seen = modelViewMatrix * vec4(position, 1.0);
        toEye = -seen.xyz;
        outwards = normalMatrix * normal;
        gl_Position = projectionMatrix * seen;
      }`,
    fragmentShader: `
      uniform vec3 colour;
      uniform float opacity, rim, flatness;
      varying vec3 toEye;
      varying vec3 outwards;
      void main() {
        vec3 eye = normalize(toEye);
        vec3 n = normalize(outwards);
        if (dot(n, eye) < 0.0) n = -n;
        float facing = clamp(dot(n, eye), 0.0, 1.0);
        vec3 lamp = normalize(vec3(-0.45, 0.6, 0.8));
        float light = 0.48 + 0.56 * max(dot(n, lamp), 0.0);
        float gloss = 0.16 * pow(max(dot(n, normalize(lamp + eye)), 0.0), 28.0);
        vec3 lit = mix(min(colour * light + gloss, 1.0), colour, flatness);
        float along = (1.0 - facing) * (1.0 - facing);
        gl_FragColor = vec4(lit, opacity * (1.0 - rim + rim * along));
      }`,
    side: look.side,
    transparent: !isSolid,
    depthWrite: isSolid,
  });
}
