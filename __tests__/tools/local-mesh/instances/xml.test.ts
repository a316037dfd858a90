import { at, itemsAt, parseXml, textAt, writeXml } from "../../../../tools/local-mesh/instances/xml";

const DOCUMENT = `<Answer xmlns="http://aws/"><list><member>a &amp; b &lt;c&gt; &quot;d&quot; &#x41;&#66;</member><member/></list><empty/></Answer>`;

test("an answer is read, with what was encoded in it", () => {
  const answer = parseXml(`<?xml version="1.0"?>\n${DOCUMENT}`);
  expect(answer.tagName).toBe("Answer");
  expect(textAt(answer, "list", "member")).toBe('a & b <c> "d" AB');
  expect(itemsAt(answer, "list")).toHaveLength(2);
});

test("what is not there, or empty, is nothing", () => {
  const answer = parseXml(DOCUMENT);
  expect(at(answer, "empty", "deeper")).toBeUndefined();
  expect(textAt(answer, "empty")).toBeUndefined();
  expect(itemsAt(undefined, "list")).toEqual([]);
});

test("it is written as it was read", () => {
  const document = `<Answer xmlns="http://aws/"><list><member>a &amp; b &lt;c&gt;</member><member/></list></Answer>`;
  expect(writeXml(parseXml(document))).toBe(document);
});

test.each(["", "not AWS", "<open><inside></inside>"])("%p is no answer", (document) => {
  expect(() => parseXml(document)).toThrow("This is no answer of AWS");
});
