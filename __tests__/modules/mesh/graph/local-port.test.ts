import fc from "fast-check";
import { localPort, type Destination } from "../../../../modules/mesh/graph";

const destination = fc.record(
  {
    service: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    datacenter: fc.constantFrom("dc2", "dc3"),
    peer: fc.constantFrom("east", "west"),
  },
  { requiredKeys: ["service"] },
) as fc.Arbitrary<Destination>;

test("is below the ports of outgoing connections, and above those of Consul and Envoy", () => {
  fc.assert(
    fc.property(destination, (to) => {
      const port = localPort(to, []);
      expect(port).toBeGreaterThanOrEqual(23_000);
      expect(port).toBeLessThanOrEqual(32_767);
    }),
  );
});

test("follows from the destination and the task's own ports alone", () => {
  fc.assert(
    fc.property(destination, fc.uniqueArray(fc.integer({ min: 1, max: 65535 })), (to, used) => {
      expect(localPort(to, used)).toBe(localPort({ ...to }, [...used].reverse()));
    }),
  );
});

test("is never a port that the task uses", () => {
  fc.assert(
    fc.property(destination, (to) => {
      const taken = [localPort(to, [])];
      expect(taken).not.toContain(localPort(to, taken));
    }),
  );
});

test("tells the same name in two places apart", () => {
  const ports = [{}, { datacenter: "dc2" }, { peer: "dc2" }, { namespace: "dc2" }, { partition: "dc2" }].map((place) =>
    localPort({ service: "billing", ...place }, []),
  );
  expect(new Set(ports).size).toBe(5);
});
