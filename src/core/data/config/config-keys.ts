/** What DVC takes as a value: one of some words in any case, a number, or any text. */
export type SettingKind =
  "text" | "boolean" | "integer" | "count" | "seconds" | "links" | "never" | readonly string[];

/** The settings of a section, by key. Those that DVC knows from older versions are among them. */
export type KnownKeys = Readonly<Record<string, SettingKind>>;

const local: KnownKeys = {
  type: "links",
  protected: "boolean",
  shared: ["group"],
  slow_link_warning: "boolean",
  verify: "boolean",
};

/** The settings that all remotes have. */
export const commonKeys: KnownKeys = {
  url: "text",
  checksum_jobs: "count",
  jobs: "count",
  worktree: "boolean",
  no_traverse: "boolean",
  version_aware: "boolean",
};

const http: KnownKeys = {
  auth: ["basic", "digest", "custom"],
  custom_auth_header: "text",
  user: "text",
  password: "text",
  ask_password: "boolean",
  ssl_verify: "text",
  method: "text",
  connect_timeout: "seconds",
  read_timeout: "seconds",
  verify: "boolean",
};

const webdav: KnownKeys = {
  user: "text",
  password: "text",
  ask_password: "boolean",
  token: "text",
  bearer_token_command: "text",
  custom_auth_header: "text",
  cert_path: "text",
  key_path: "text",
  timeout: "integer",
  ssl_verify: "text",
  verify: "boolean",
};

/** The settings of a remote besides those that all have, by the scheme of its URL; `""` is a folder. */
export const remoteKeys: Readonly<Record<string, KnownKeys>> = {
  "": local,
  s3: {
    region: "text",
    profile: "text",
    credentialpath: "text",
    configpath: "text",
    endpointurl: "text",
    access_key_id: "text",
    secret_access_key: "text",
    session_token: "text",
    listobjects: "boolean",
    use_ssl: "boolean",
    allow_anonymous_login: "boolean",
    ssl_verify: "text",
    sse: "text",
    sse_kms_key_id: "text",
    sse_customer_algorithm: "text",
    sse_customer_key: "text",
    acl: "text",
    grant_read: "text",
    grant_read_acp: "text",
    grant_write_acp: "text",
    grant_full_control: "text",
    cache_regions: "never",
    read_timeout: "integer",
    connect_timeout: "integer",
    verify: "boolean",
  },
  gs: {
    projectname: "text",
    credentialpath: "text",
    endpointurl: "text",
    verify: "boolean",
    allow_anonymous_login: "boolean",
  },
  ssh: {
    type: "links",
    port: "integer",
    user: "text",
    password: "text",
    ask_password: "boolean",
    passphrase: "text",
    ask_passphrase: "boolean",
    keyfile: "text",
    timeout: "integer",
    gss_auth: "boolean",
    allow_agent: "boolean",
    max_sessions: "integer",
    verify: "boolean",
  },
  hdfs: { user: "text", kerb_ticket: "text", replication: "never" },
  webhdfs: {
    kerberos: "boolean",
    kerberos_principal: "text",
    proxy_to: "text",
    ssl_verify: "text",
    token: "text",
    use_https: "boolean",
    user: "text",
    password: "text",
    data_proxy_target: "text",
    verify: "boolean",
  },
  azure: {
    connection_string: "text",
    sas_token: "text",
    account_name: "text",
    account_key: "text",
    tenant_id: "text",
    client_id: "text",
    client_secret: "text",
    allow_anonymous_login: "boolean",
    exclude_environment_credential: "boolean",
    exclude_visual_studio_code_credential: "boolean",
    exclude_shared_token_cache_credential: "boolean",
    exclude_managed_identity_credential: "boolean",
    verify: "boolean",
    timeout: "integer",
    read_timeout: "integer",
    connection_timeout: "integer",
  },
  oss: { oss_key_id: "text", oss_key_secret: "text", oss_endpoint: "text", verify: "boolean" },
  gdrive: {
    profile: "text",
    gdrive_use_service_account: "boolean",
    gdrive_client_id: "text",
    gdrive_client_secret: "text",
    gdrive_user_credentials_file: "text",
    gdrive_service_account_user_email: "text",
    gdrive_service_account_json_file_path: "text",
    gdrive_trash_only: "boolean",
    gdrive_acknowledge_abuse: "boolean",
    verify: "boolean",
  },
  http,
  https: http,
  webdav,
  webdavs: webdav,
};

/** The settings of all other sections but those with a name; source: dvc/config_schema.py of DVC 3.64. */
export const sectionKeys: Readonly<Record<string, KnownKeys>> = {
  core: {
    remote: "text",
    checksum_jobs: "count",
    interactive: "boolean",
    analytics: "boolean",
    hardlink_lock: "boolean",
    no_scm: "boolean",
    autostage: "boolean",
    experiments: "boolean",
    check_update: "boolean",
    site_cache_dir: "text",
    machine: "text",
  },
  cache: {
    dir: "text",
    ...local,
    local: "text",
    s3: "text",
    gs: "text",
    hdfs: "text",
    webhdfs: "text",
    ssh: "text",
    azure: "text",
  },
  state: { dir: "text", row_limit: "count", row_cleanup_quota: "integer" },
  index: { dir: "text" },
  plots: { html_template: "text", auto_open: "boolean", out_dir: "text" },
  exp: {
    auto_push: "boolean",
    git_remote: "text",
    code: "text",
    data: "text",
    models: "text",
    metrics: "text",
    params: "text",
    plots: "text",
    live: "text",
  },
  parsing: { bool: ["store_true", "boolean_optional"], list: ["nargs", "append"] },
  hydra: {
    enabled: "boolean",
    config_dir: "text",
    config_module: "text",
    config_name: "text",
    plugins_path: "text",
  },
  studio: { token: "text", url: "text", repo_url: "text", offline: "boolean" },
};

/** The settings of a `db "name"`. */
export const databaseKeys: KnownKeys = { url: "text", username: "text", password: "text" };

/** The settings of a `machine "name"`. */
export const machineKeys: KnownKeys = {
  cloud: ["aws", "azure"],
  region: ["us-west", "us-east", "eu-west", "eu-north"],
  image: "text",
  spot: "boolean",
  spot_price: "seconds",
  instance_hdd_size: "integer",
  instance_type: "text",
  instance_gpu: "text",
  ssh_private: "text",
  startup_script: "text",
  setup_script: "text",
};
