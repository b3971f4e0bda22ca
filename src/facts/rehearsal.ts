/**
 * How long a party waits for the next one, in seconds. Read on 2026-11-22. ALB: Elastic Load Balancing user guide for
 * Application Load Balancers, "Troubleshoot" (10 s to connect) and "Load balancer attributes" (idle_timeout 60 s). Envoy
 * as Istio sets it: Istio reference, Destination Rule, connectTimeout 10 s; Istio turns Envoy's route time-out off.
 */
export interface Patience {
  readonly connect: number;
  /** Absent: as long as it takes. */
  readonly answer?: number;
}

export const balancerPatience: Patience = { connect: 10, answer: 60 };

export const proxyPatience: Patience = { connect: 10 };

/** The User-Agent of a balancer's health checks (ALB user guide, "Health checks for your target groups"; read on 2026-11-22). */
export const checkingAgent = 'ELB-HealthChecker/2.0';
