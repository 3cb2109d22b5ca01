/** A value as YAML, for the backend in memory: block style, strings quoted as JSON where they are not plain words. */

const WORD = /^[A-Za-z_/][\w./:@+-]*$/;
const RESERVED = /^(true|false|null|yes|no|on|off)$/i;

const scalar = (value: unknown) =>
  typeof value === "string" && WORD.test(value) && !RESERVED.test(value) && !value.endsWith(":")
    ? value
    : JSON.stringify(value);

export function yaml(value: unknown, indent = ""): string {
  const deeper = `${indent}  `;
  if (Array.isArray(value) && value.length > 0)
    return value.map((item) => `${indent}- ${yaml(item, deeper).trimStart()}`).join("\n");
  if (typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0)
    return Object.entries(value)
      .map(([key, item]) => {
        const block = typeof item === "object" && item !== null && Object.keys(item).length > 0;
        const inner = yaml(item, block ? deeper : "");
        return `${indent}${scalar(key)}:${block ? "\n" : " "}${inner}`;
      })
      .join("\n");
  return `${indent}${scalar(value)}`;
}
