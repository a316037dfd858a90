import type { Certificate } from "../helpers/certificates";

/** The port of a service behind the proxy that speaks TLS for it. */
export const BEHIND = 9091;

/** Envoy's configuration, with which it takes only calls of who shows a certificate of the client. */
export function strictProxy(tls: Certificate, client: Pick<Certificate, "certificate">) {
  const at = (address: string, port: number) => ({ socket_address: { address, port_value: port } });
  const inline = (text: string) => ({ inline_string: text });
  return {
    static_resources: {
      listeners: [
        {
          address: at("0.0.0.0", 9090),
          filter_chains: [
            {
              filters: [
                {
                  name: "envoy.filters.network.tcp_proxy",
                  typed_config: {
                    "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
                    stat_prefix: "behind",
                    cluster: "behind",
                  },
                },
              ],
              transport_socket: {
                name: "envoy.transport_sockets.tls",
                typed_config: {
                  "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
                  require_client_certificate: true,
                  common_tls_context: {
                    tls_certificates: [{ certificate_chain: inline(tls.certificate), private_key: inline(tls.key) }],
                    validation_context: { trusted_ca: inline(client.certificate) },
                  },
                },
              },
            },
          ],
        },
      ],
      clusters: [
        {
          name: "behind",
          load_assignment: {
            cluster_name: "behind",
            endpoints: [{ lb_endpoints: [{ endpoint: { address: at("127.0.0.1", BEHIND) } }] }],
          },
        },
      ],
    },
  };
}
