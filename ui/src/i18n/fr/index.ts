import type { Catalogue } from "../en";
import { activity } from "./activity";
import { command } from "./command";
import { common } from "./common";
import { compare } from "./compare";
import { connection } from "./connection";
import { containers } from "./containers";
import { details } from "./details";
import { errors } from "./errors";
import { fields } from "./fields";
import { frame } from "./frame";
import { images } from "./images";
import { inspect } from "./inspect";
import { pull } from "./pull";
import { remove } from "./remove";
import { run } from "./run";
import { settings } from "./settings";
import { shortcuts } from "./shortcuts";
import { terminal } from "./terminal";
import { time } from "./time";

export const fr: Catalogue = {
  activity,
  command,
  common,
  compare,
  connection,
  containers,
  details,
  errors,
  fields,
  frame,
  images,
  inspect,
  pull,
  remove,
  run,
  settings,
  shortcuts,
  terminal,
  time,
};
