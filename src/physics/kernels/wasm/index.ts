export { addBlurred, addBlurredTransposed } from './blur';
export { traceFan } from './fan';
export { planeNodes, sweepPlane } from './sweep';
export { terma } from './terma';
