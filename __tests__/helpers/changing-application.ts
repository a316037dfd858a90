import type { Application } from "../../applications";
import type { MeshServiceProps } from "../../modules/mesh/service";

/** A mesh before and after a change: a service with two connections is new, and another one is gone. */
export const before: Application = ({ mesh }) => {
  const api = mesh.addService("api", service("api"));
  mesh.addService(
    "web",
    service("web", (connectTo) => [connectTo(api)]),
  );
  mesh.addService(
    "audit",
    service("audit", (connectTo) => [connectTo(api)]),
  );
  return {};
};

/** Web calls the new service, which calls the API: the API itself is not concerned. */
export const after: Application = ({ mesh }) => {
  const api = mesh.addService("api", service("api"));
  const orders = mesh.addService(
    "orders",
    service("orders", (connectTo) => [connectTo(api)]),
  );
  mesh.addService(
    "web",
    service("web", (connectTo) => [connectTo(api), connectTo(orders)]),
  );
  return {};
};

type ConnectTo = Parameters<Extract<MeshServiceProps["containers"], (...given: never) => unknown>>[0]["connectTo"];

function service(
  family: string,
  calls: (connectTo: ConnectTo) => readonly { readonly url: string }[] = () => [],
): MeshServiceProps {
  return {
    family,
    port: 8080,
    protocol: "http",
    containers: ({ connectTo }) => [
      {
        name: family,
        image: `example/${family}:1`,
        command: ["/app"],
        environment: [
          {
            name: "UPSTREAM_URIS",
            value: calls(connectTo)
              .map(({ url }) => url)
              .join(),
          },
        ],
      },
    ],
  };
}
