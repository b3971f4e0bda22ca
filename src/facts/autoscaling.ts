/** Horizontal pod autoscaling, read in July 2026 (Kubernetes, "Horizontal Pod Autoscaling" and feature gates). */

/** The controller does nothing while the ratio of usage to target stays within this part of 1. */
export const tolerance = 0.1;

/** Release in which a metric of one container (`type: ContainerResource`) is stable; beta and on since 1.27 (KEP-1610). */
export const containerResourceStable = '1.30';

/**
 * CPU that an idle Istio sidecar uses, in thousandths: as the Australian Imaging Service measured it for XNAT in 2021
 * ("Deploying Istio Service Mesh for our XNAT environment"). Every installation has its own figure.
 */
export const idleSidecarCpu = 10;
