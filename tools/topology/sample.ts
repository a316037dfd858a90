import type { Topology } from "./topology";

/** A mesh of many services, to see that the picture of one stays readable: each calls up to three others, and some share. */
export function sampleTopology(size: number): Topology {
  const names = Array.from(
    { length: size },
    (_, index) => `shop-${WORDS[index % WORDS.length]}-${Math.floor(index / WORDS.length) + 1}`,
  );
  const callers = (index: number): number[] => [
    Math.floor((index - 1) / 3),
    ...(index % 4 === 0 ? [Math.floor(index / 2)] : []),
  ];
  const calls = names.flatMap((to, index) =>
    (index === 0 ? [] : [...new Set(callers(index))]).map((caller) => ({
      from: names[caller] ?? "",
      to,
      via: `localhost:${23_000 + index}`,
      allows: index % 5 === 0 ? "allow GET|HEAD /api" : "allow",
    })),
  );
  return {
    datacenters: [
      {
        name: "dc1",
        servers: "on EC2",
        controller: "consul-ecs-controller",
        services: names.map((name, index) => ({ name, protocol: index % 6 === 5 ? "grpc" : "http" })),
        entrances: [{ service: names[0] ?? "", port: 443 }],
        calls,
      },
    ],
  };
}

const WORDS = [
  "front",
  "cart",
  "search",
  "catalog",
  "price",
  "stock",
  "order",
  "payment",
  "invoice",
  "parcel",
  "mail",
  "user",
];
