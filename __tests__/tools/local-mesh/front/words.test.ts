import { words } from "../../../../tools/local-mesh/front/words";

test.each([
  ["consul members -wan", ["consul", "members", "-wan"]],
  ["  ls   / ", ["ls", "/"]],
  ["consul peering read -name 'dc 2'", ["consul", "peering", "read", "-name", "dc 2"]],
  [`sh -c "echo \\"$HOME\\" it's"`, ["sh", "-c", `echo "$HOME" it's`]],
  [`sh -c 'echo "a" && b'`, ["sh", "-c", `echo "a" && b`]],
  ["a\\ b", ["a b"]],
  ["peering-token '' x", ["peering-token", "", "x"]],
  ["token='a b'c", ["token=a bc"]],
  ["ls && pwd", ["ls", "&&", "pwd"]],
  ["", []],
])("%s", (command, expected) => expect(words(command)).toEqual(expected));
