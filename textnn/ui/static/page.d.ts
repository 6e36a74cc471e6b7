// Types for the scripts of this folder: what Python hands them, and what the page consists of.

interface Textnn {
  /** Language -> name -> sentence. */
  words: Record<string, Record<string, string>>;
  webcam: boolean;
  /** Bytes; 0 is no limit. */
  maxUpload: number;
  /** Says a sentence under an element for ten seconds. */
  announce(element: Element, sentence: string): void;
  say(name: string): string;
  /** What the scripts give to each other and to the components of Gradio. */
  [name: string]: any;
}

interface Window {
  textnn: Textnn;
}

// All that is looked for on the page is HTML.
interface ParentNode {
  querySelector<E extends HTMLElement = any>(selectors: string): E | null;
  querySelectorAll<E extends HTMLElement = any>(selectors: string): NodeListOf<E>;
}

interface Element {
  closest<E extends HTMLElement = any>(selectors: string): E | null;
}
