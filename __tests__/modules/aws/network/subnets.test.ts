import { Token } from "cdktf";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { subnetCidrs } from "../../../../modules/aws/network";

/** The first address and the number of addresses, computed another way than the code under test does it. */
function extent(cidr: string): { first: number; size: number } {
  const [address, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  return { first: Buffer.from(address.toByteArray()).readUInt32BE(), size: 2 ** (32 - prefix) };
}

const all = (cidrs: { private: string[]; public: string[] }) => [...cidrs.private, ...cidrs.public];
const sizeOf = (cidr: string) => Number(cidr.split("/")[1]);

/** The smallest VPC for each number of zones: 2n subnets of a /28 and a free one, rounded up to a power of two. */
const SMALLEST_VPC: Record<number, number> = { 1: 26, 2: 25, 3: 25, 4: 24, 5: 24, 6: 24 };

/** Any VPC that is large enough for some number of zones, in any range that hosts may have. */
const vpcs = fc
  .record({
    zones: fc.integer({ min: 1, max: 6 }),
    prefix: fc.integer({ min: 16, max: 26 }),
    firstOctet: fc.constantFrom(10, 100, 128, 172, 192, 223),
    rest: fc.integer({ min: 0, max: 2 ** 24 - 1 }),
  })
  .filter(({ zones, prefix }) => prefix <= SMALLEST_VPC[zones]!)
  .map(({ zones, prefix, firstOctet, rest }) => {
    const bytes = [firstOctet, (rest >> 16) & 255, (rest >> 8) & 255, rest & 255];
    const network = ipaddr.IPv4.networkAddressFromCIDR(`${bytes.join(".")}/${prefix}`);
    return { zones, cidr: `${network.toString()}/${prefix}` };
  });

describe("subnetCidrs", () => {
  test("makes the subnets of the HCL examples from their VPC", () => {
    expect(subnetCidrs("10.0.0.0/16", 3)).toEqual({
      private: ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"],
      public: ["10.0.4.0/24", "10.0.5.0/24", "10.0.6.0/24"],
    });
  });

  test.each([
    ["10.0.0.0/20", 6, "10.0.1.0/24", "10.0.12.0/24"],
    ["10.0.8.0/21", 3, "10.0.9.0/24", "10.0.14.0/24"],
    ["10.0.8.0/22", 3, "10.0.8.128/25", "10.0.11.0/25"],
    ["192.168.7.0/24", 6, "192.168.7.16/28", "192.168.7.192/28"],
    ["192.168.7.128/25", 3, "192.168.7.144/28", "192.168.7.224/28"],
    ["192.168.7.64/26", 1, "192.168.7.80/28", "192.168.7.96/28"],
    ["223.255.0.0/16", 1, "223.255.1.0/24", "223.255.2.0/24"],
  ])("%s in %i zones: from %s to %s", (cidr, zones, first, last) => {
    const cidrs = subnetCidrs(cidr, zones);
    expect(cidrs.private[0]).toBe(first);
    expect(cidrs.public.at(-1)).toBe(last);
  });

  test("gives each zone a private and a public subnet, all of one size that AWS takes", () => {
    fc.assert(
      fc.property(vpcs, ({ cidr, zones }) => {
        const cidrs = subnetCidrs(cidr, zones);
        expect([cidrs.private.length, cidrs.public.length]).toEqual([zones, zones]);
        const sizes = new Set(all(cidrs).map(sizeOf));
        expect(sizes.size).toBe(1);
        expect([...sizes][0]).toBeGreaterThanOrEqual(24);
        expect([...sizes][0]).toBeLessThanOrEqual(28);
      }),
    );
  });

  test("stays inside the VPC, leaves its first block free and overlaps nowhere", () => {
    fc.assert(
      fc.property(vpcs, ({ cidr, zones }) => {
        const vpc = extent(cidr);
        const subnets = all(subnetCidrs(cidr, zones)).map(extent);
        // In order and each behind the end of the one before: no pair of them can overlap.
        let free = vpc.first + subnets[0]!.size;
        for (const { first, size } of subnets) {
          expect(first).toBeGreaterThanOrEqual(free);
          expect(first % size).toBe(0);
          free = first + size;
        }
        expect(free).toBeLessThanOrEqual(vpc.first + vpc.size);
      }),
    );
  });

  test("takes the largest size that fits, up to /24", () => {
    fc.assert(
      fc.property(vpcs, ({ cidr, zones }) => {
        const size = sizeOf(subnetCidrs(cidr, zones).private[0]!);
        const blocksOfTwice = 2 ** (size - 1 - sizeOf(cidr));
        expect(size === 24 || blocksOfTwice < 2 * zones + 1).toBe(true);
      }),
    );
  });

  test("gives the same answer each time", () => {
    fc.assert(
      fc.property(vpcs, ({ cidr, zones }) => expect(subnetCidrs(cidr, zones)).toEqual(subnetCidrs(cidr, zones))),
    );
  });

  test.each(Object.entries(SMALLEST_VPC).map(([zones, prefix]) => [Number(zones), prefix] as const))(
    "%i zones fit into a /%i and not into half of it",
    (zones, prefix) => {
      expect(all(subnetCidrs(`10.0.0.0/${prefix}`, zones))).toHaveLength(2 * zones);
      expect(() => subnetCidrs(`10.0.0.0/${prefix + 1}`, zones)).toThrow(`cidr must be a /${prefix} or larger`);
    },
  );

  test("says what does not fit, and the smallest range that does", () => {
    expect(() => subnetCidrs("10.0.0.0/26", 3)).toThrow(
      [
        "Subnets of 10.0.0.0/26 cannot be made:",
        '  - cidr must be a /25 or larger to hold the 6 subnets of 3 zones (got "10.0.0.0/26"). ' +
          "No subnet can be smaller than a /28: give a larger range, or use fewer zones (availabilityZoneCount).",
      ].join("\n"),
    );
  });

  const notation = 'must be an IPv4 range in CIDR notation (got %). Write it as "10.0.0.0/16".';
  const size = "must be a /16 to a /28 (got %). AWS has no larger and no smaller VPC.";
  const hosts =
    "must not lie in 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16 or 224.0.0.0/4 (got %). " +
    "Take a private range: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.";
  const network = (cidr: string) =>
    `must name the network, with no bit set after the prefix (got %). Write it as "${cidr}".`;

  test.each([
    ["", notation],
    ["10.0.0.0", notation],
    ["10.0.0.0/", notation],
    ["10.0.0.0/33", notation],
    ["10.0.0.0/-1", notation],
    ["10.0.0/16", notation],
    ["256.0.0.0/16", notation],
    ["010.0.0.0/16", notation],
    ["0x0a.0.0.0/16", notation],
    [" 10.0.0.0/16", notation],
    ["10.0.0.0/16\n", notation],
    ["10.0.0.0/255.255.0.0", notation],
    ["the default", notation],
    ["fd00::/56", "must be an IPv4 range (got %). A VPC always has an IPv4 range, and an IPv6 range is not made here."],
    ["10.0.0.0/15", size],
    ["10.0.0.0/0", size],
    ["10.0.0.0/29", size],
    ["10.0.0.1/16", network("10.0.0.0/16")],
    ["10.0.9.0/22", network("10.0.8.0/22")],
    ["10.0.0.0/016", network("10.0.0.0/16")],
    ["0.0.0.0/16", hosts],
    ["127.0.0.0/16", hosts],
    ["169.254.0.0/16", hosts],
    ["224.0.0.0/16", hosts],
  ])("refuses %j", (cidr, message) => {
    expect(() => subnetCidrs(cidr, 1)).toThrow(`  - cidr ${message.replace("%", () => JSON.stringify(cidr))}`);
  });

  test.each([0, -1, 7, 2.5, NaN, Infinity])("refuses %p zones", (zones) => {
    expect(() => subnetCidrs("10.0.0.0/16", zones)).toThrow(
      "availabilityZoneCount must be a whole number from 1 to 6 (got ",
    );
  });

  test("refuses tokens, without their encoding in the message's rule", () => {
    expect(() => subnetCidrs(Token.asString({ ref: "x" }), 3)).toThrow(
      "cidr must be known at synth, because the subnets are cut from it then; it is a token. Write the range into",
    );
    expect(() => subnetCidrs("10.0.0.0/16", Token.asNumber({ ref: "x" }))).toThrow(
      "availabilityZoneCount must be known at synth, because it decides how many subnets there are; it is a token.",
    );
  });
});
