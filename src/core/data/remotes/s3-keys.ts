import type { RemoteConfig } from "#core/data/config/remote-config";

import type { S3Profile } from "./s3-profile.ts";

/** What requests are signed with. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** When they end, for those that do. */
  readonly expires?: Date | undefined;
}

/** Where credentials are looked for. */
export interface CredentialSources {
  readonly remote: RemoteConfig;
  readonly profile: S3Profile;
  readonly region: string;
  readonly env: NodeJS.ProcessEnv;
}
