/** What a service worker knows from its first line; see `src/offline.rs`. */
declare const BUILD: { version: string; base: string; shell: string[]; extra: string[] };
