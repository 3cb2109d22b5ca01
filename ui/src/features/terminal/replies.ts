/**
 * What a terminal answers to a program's questions: where the cursor is, what kind of terminal this is, which colours it
 * has, whether it has the focus. A replay after a reload asks the old questions again; their answers would be typed into the shell.
 */

const REPLY =
  /^(?:\u001b\[[?>=]?[\d;]*(?:[cnRtIO]|\$y)|\u001b\][\d;]*;?rgb:[^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001bP[^\u001b]*\u001b\\)+$/;

/** Nothing but answers. Keys look different, but for F3 with Shift, which a person does not press into a replay. */
export function isReply(data: string): boolean {
  return REPLY.test(data);
}
