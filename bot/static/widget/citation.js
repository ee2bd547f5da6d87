// A quotation, as it is read: the exact words, then where they stand.

import { link, make, paragraphs } from "./dom.js";
import { nature } from "./words.js";

/** Make the figure of a quotation. */
export function citation(quotation) {
  const { title, location, page, lead, quote, url } = quotation;
  const source = [title, location, page && `page ${page}`].filter(Boolean).join(", ");
  return make("figure", null, [
    make("blockquote", null, lead && make("p", { class: "small" }, lead), paragraphs(quote)),
    make("figcaption", null, [
      make("p", null, make("strong", null, source), nature(quotation)),
      make("p", null, link(url, "Lire dans le texte", source)),
    ]),
  ]);
}
