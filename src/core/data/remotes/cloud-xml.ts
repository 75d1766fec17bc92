/**
 * The texts of all elements of a name in the documents that S3 and Azure answer with. They are made by machines to one
 * schema, without attributes, comments or CDATA where we look, so that no parser is needed.
 * @param xml the document, or a part of it
 */
export function textsIn(xml: string, element: string): string[] {
  const found = xml.matchAll(new RegExp(`<${element}(?:\\s[^>]*)?>([^<]*)</${element}>`, "gu"));
  return Array.from(found, ([, text = ""]) => unescape(text));
}

/** The text of the first element of a name. */
export function textIn(xml: string, element: string): string | undefined {
  return textsIn(xml, element)[0];
}

/** The insides of all elements of a name that hold other elements. */
export function partsIn(xml: string, element: string): string[] {
  return Array.from(
    xml.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, "gsu")),
    ([, inside = ""]) => inside,
  );
}

/** Text as it stands in an element. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/giu,
    (whole, hex?: string, digits?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (digits !== undefined) return String.fromCodePoint(Number(digits));
      return named[name ?? ""] ?? whole;
    },
  );
}
