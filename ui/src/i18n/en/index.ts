import { common } from "./common";

export const en = { common };

export type Catalogue = typeof en;
