import { enforce, givenProps, InputError, namesOf, onlyProps, text, together } from "../../../../modules/aws";

interface Props {
  readonly desiredCount?: number;
  readonly family: string;
}
const NAMES = namesOf<Props>({ desiredCount: true, family: true });

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return error instanceof InputError ? error.message : `not ours: ${String(error)}`;
  }
  return "";
};

test.each<[unknown, string]>([
  [undefined, "props must be an object. "],
  [null, "props must be an object (got null)"],
  ["family", 'props must be an object (got "family")'],
  [["family"], 'props must be an object (got ["family"])'],
])("refuses %j for props", (props, message) => {
  expect(messageOf(() => givenProps("It", props as Props))).toContain(message);
});

test("what is undefined is not given, and does not undo a default", () => {
  const props: Props = { family: "web", desiredCount: undefined };
  expect({ desiredCount: 1, ...givenProps("It", props) }).toEqual({ desiredCount: 1, family: "web" });
});

test("names the prop that was meant", () => {
  const refused = (props: object) => messageOf(() => enforce("It", onlyProps(props, NAMES)));
  expect(refused({ desiredcont: 1 })).toContain("desiredcont is not known here. Did you mean 'desiredCount'?");
  expect(refused({ colour: 1 })).toContain("colour is not known here. Leave it out: known are 'desiredCount'");
  expect(refused({ family: "web", colour: undefined })).toBe("");
});

test("rules about several props are left out where one of them is of a wrong type, and never hide a mistake of ours", () => {
  const others = (value: unknown) => () => [
    { prop: "both", rule: "must be upper case", fix: "Shout.", holds: (value as string).toUpperCase() === value },
  ];
  const own = (value: unknown) => text()("family", value);
  expect(together(own(1), others(1)).map(({ prop }) => prop)).toEqual(["family"]);
  expect(together(own("web"), others("web")).map(({ prop }) => prop)).toEqual(["both"]);
  expect(() => together([], others(1))).toThrow(TypeError);
});
