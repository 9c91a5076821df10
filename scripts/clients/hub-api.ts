/** What the scripts say to the hub: the operations of the GraphQL room, by their generated types. */
import type { Operation } from '@ringfence/graphql/generated/operations.ts';
import { send } from './http.ts';

export class HubApi {
  readonly url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.url = url;
    this.#key = key;
  }

  /** The data of the answer; throws when the hub answers with errors. Refusals are part of the data. */
  async run<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    memberToken?: string,
  ): Promise<Data> {
    const body = { operationName: operation.name, query: operation.text, variables };
    const reply = await send({ url: `${this.url}/graphql`, method: 'POST', key: this.#key, memberToken, body });
    const { data, errors } = reply.body as { data?: Data; errors?: unknown[] };
    if (errors !== undefined || data === undefined || data === null) {
      throw new Error(`${operation.name} answered ${reply.status} ${JSON.stringify(reply.body).slice(0, 2000)}`);
    }
    return data;
  }
}
