/** A layer of which the input says nothing, or a fact no file can hold, and what it is taken to be. */
export interface Assumption {
  readonly name: string;
  readonly layer: 'names' | 'network' | 'certificates' | 'mesh' | 'applications' | 'order' | 'versions';
  readonly text: string;
}
