/** What a proxy was told beside the mesh's settings of how to take requests (ProxyConfig.connectionSettings). */
export interface SettingsSpec {
  /** `gateway NS/NAME`, `sidecar of NS/NAME` */
  readonly proxy: string;
  readonly port: number;
  readonly underscores: 'allow' | 'reject' | 'drop';
  readonly escapedSlashes: 'keep' | 'reject' | 'redirect' | 'forward';
  readonly mergesSlashes: boolean;
}
