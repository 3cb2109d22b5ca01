/** A value as the page knows it: its node, and the state of the document that the node belongs to. */
import type { Place } from "$/ipc/bindings";

/** The whole document: in every state the first node. */
export const WHOLE: Place = { node: 0, state: 0 };

/** Of anything that knows where it stands; the rest of it does not cross to the shell. */
export const placeOf = ({ node, state }: Place): Place => ({ node, state });
