import type { Catalogue } from "../en";
import { activity } from "./activity";
import { cleanUp } from "./clean-up";
import { command } from "./command";
import { common } from "./common";
import { compare } from "./compare";
import { connection } from "./connection";
import { containers } from "./containers";
import { details } from "./details";
import { errors } from "./errors";
import { fields } from "./fields";
import { filter } from "./filter";
import { frame } from "./frame";
import { imageCompare } from "./image-compare";
import { images } from "./images";
import { inspect } from "./inspect";
import { keyCaps } from "./key-caps";
import { layers } from "./layers";
import { leaving } from "./leaving";
import { logs } from "./logs";
import { overview } from "./overview";
import { pattern } from "./pattern";
import { pull } from "./pull";
import { registry } from "./registry";
import { remove } from "./remove";
import { run } from "./run";
import { settings } from "./settings";
import { shell } from "./shell";
import { shortcuts } from "./shortcuts";
import { terminal } from "./terminal";
import { time } from "./time";
import { transcript } from "./transcript";
import { transfer } from "./transfer";

export const fr: Catalogue = {
  activity,
  cleanUp,
  command,
  common,
  compare,
  connection,
  containers,
  details,
  errors,
  fields,
  filter,
  frame,
  imageCompare,
  images,
  inspect,
  keyCaps,
  layers,
  leaving,
  logs,
  overview,
  pattern,
  pull,
  registry,
  remove,
  run,
  settings,
  shell,
  shortcuts,
  terminal,
  time,
  transcript,
  transfer,
};
