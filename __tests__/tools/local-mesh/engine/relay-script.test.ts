import { execFileSync } from "node:child_process";
import { closeScript, openScript } from "../../../../tools/local-mesh/engine/relay-script";

const SCRIPT = openScript({ listen: 8443, host: "172.18.0.1", port: 4000 });

test.each([SCRIPT, closeScript(8443)])("it is a script that a shell can read", (script) => {
  expect(() => execFileSync("sh", ["-n", "-c", script])).not.toThrow();
});

test("each kind of busybox forwards the same port to the same place", () => {
  const lines = SCRIPT.split("\n").filter((line) => line.includes("exec "));
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).toMatch(/ 8443 .*nc 172\.18\.0\.1 4000$/);
});

test("the port is looked for as the kernel writes it", () => {
  expect(SCRIPT).toContain("':20FB [0-9A-F]*:0000 0A '");
  expect(closeScript(80)).toContain("':0050 [0-9A-F]*:0000 0A '");
});
