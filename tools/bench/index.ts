export { COMPARABLE_PARTS } from "./against";
export { bench, benchWhole, benchWithOther, isCheckout, PARTS } from "./bench";
export { publish, renderResults } from "./publish";
export { isMet, type Results } from "./report";
