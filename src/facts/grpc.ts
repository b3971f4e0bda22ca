/**
 * The status of gRPC that a client reads out of a status of HTTP, where the answer holds none of its own (grpc/grpc,
 * doc/http-grpc-status-mapping.md; proxies answer gRPC by the same table). Read on 2026-11-22.
 */
export function grpcStatusOf(status: number): number {
  return statuses[status] ?? unknownStatus;
}

const unknownStatus = 2;

const statuses: Readonly<Record<number, number>> = { 200: 0, 400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 502: 14, 503: 14, 504: 14 };
