/**
 * Tags that say no version, so that somebody pushes them again: `latest` is what a client takes where no tag is said (OCI distribution
 * practice; Docker docs, "docker image tag"), the others are in common use. Read in November 2026.
 */
export const movingTags: ReadonlySet<string> = new Set(['latest', 'stable', 'edge', 'main', 'master', 'dev', 'develop', 'nightly']);

/** `IMMUTABLE_WITH_EXCLUSION` came with its filters in August 2025 (ECR API reference, ImageTagMutabilityExclusionFilter: `*` zero or more characters). */
export const immutableTags: ReadonlySet<string> = new Set(['IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION']);
