// A month end through the generated client: all that it sends and reads is typed by the document.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Role = components["schemas"]["ReviewRole"];

const baseUrl = setting("PERIODS_URL");
const operator = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${setting("PERIODS_OPERATOR_TOKEN")}` } });

const business = await taken(operator.POST("/api/v1/businesses", { body: { name: "Acme GmbH", time_zone: "Europe/Berlin" } }));
const inBusiness = { header: { "x-business-id": business.id } };
const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${await tokenOf("owner@acme.example")}` } });

const period = await taken(api.POST("/api/v1/accounting-periods", { params: inBusiness, body: { period_start: "2026-01-01", period_end: "2026-01-31" } }));
assert.equal(period.status, "open");
const ofPeriod = { ...inBusiness, path: { period_id: period.id } };

const fed = await taken(
  api.PUT("/api/v1/accounting-periods/{period_id}/close-inputs", {
    params: ofPeriod,
    body: {
      transaction_count: 200,
      unreviewed_count: 0,
      uncategorized_count: 0,
      reconciliations: { required: 4, completed: 4 },
      anomalies: { high: 0, medium: 0, low: 0 },
    },
  }),
);
assert.equal(fed.coverage, 100);

const entry = await taken(api.POST("/api/v1/journal-entries", { params: inBusiness, body: rent("2026-01-15") }));
assert.equal(entry.posting_date, "2026-01-15");

for (const step_id of ["trial_balance_review", "pnl_variance_review", "balance_sheet_review", "cash_review", "controller_review"])
  await taken(api.PUT("/api/v1/accounting-periods/{period_id}/checklist-acks/{step_id}", { params: { ...inBusiness, path: { period_id: period.id, step_id } }, body: {} }));
const roles: Role[] = ["preparer", "reviewer"];
for (const role of roles) await taken(api.POST("/api/v1/accounting-periods/{period_id}/sign-offs", { params: ofPeriod, body: { role } }));
const score = await api.GET("/api/v1/accounting-periods/{period_id}/close-score", { params: ofPeriod });
assert.equal(score.data?.score, 100);
assert.equal(score.data.ready, true);

// Closed as it was seen, and only so.
const seen = score.response.headers.get("ETag");
assert.ok(seen);
const closing = { body: { period_end: "2026-01-31", lock_reason: "January is final" } };
const unseen = await api.POST("/api/v1/accounting-periods/close", { params: { header: { ...inBusiness.header, "If-Match": '"1-0000000000000000"' } }, ...closing });
assert.equal(unseen.response.status, 412);
assert.equal(codeOf(unseen.error), "period_changed");
const closed = await taken(
  api.POST("/api/v1/accounting-periods/close", { params: { header: { ...inBusiness.header, "If-Match": seen, "Idempotency-Key": "close-january" } }, ...closing }),
);
assert.equal(closed.status, "closed");

const late = await api.POST("/api/v1/journal-entries", { params: inBusiness, body: rent("2026-01-20") });
assert.equal(late.response.status, 400);
assert.equal(codeOf(late.error), "period_closed");

const reopened = await taken(api.POST("/api/v1/accounting-periods/{period_id}/reopen", { params: ofPeriod, body: { reopen_reason: "A late invoice" } }));
assert.equal(reopened.status, "open");
await taken(api.POST("/api/v1/journal-entries", { params: inBusiness, body: rent("2026-01-20") }));
await taken(api.POST("/api/v1/accounting-periods/close", { params: inBusiness, ...closing }));
const locked = await taken(api.POST("/api/v1/accounting-periods/{period_id}/lock", { params: ofPeriod, body: { lock_reason: "Audited" } }));
assert.equal(locked.status, "locked");

const list = await taken(api.GET("/api/v1/accounting-periods", { params: { ...inBusiness, query: { status: "locked" } } }));
assert.deepEqual(list.items.map((item) => item.id), [period.id]);
console.log(`${period.id} is ${locked.status}`);

async function tokenOf(email: string): Promise<string> {
  const user = await taken(
    operator.POST("/api/v1/businesses/users", { params: inBusiness, body: { email, first_name: "Ada", last_name: "Byron", role: "owner" } }),
  );
  const token = await taken(operator.POST("/api/v1/tokens", { params: inBusiness, body: { name: "month end", user_id: user.id } }));
  assert.ok(token.token);
  return token.token;
}

function rent(datetime: string): components["schemas"]["JournalEntryCreateRequest"] {
  return {
    description: "Rent",
    datetime,
    line_entries: [
      { ledger_id: "6100", amount: 120_000, debit_credit: "debit" },
      { ledger_id: "1000", amount: 120_000, debit_credit: "credit" },
    ],
  };
}

/** The body of a success; anything else ends the program. */
async function taken<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<NonNullable<T>> {
  const { data, error, response } = await answer;
  assert.ok(data !== undefined && data !== null, `${response.status} ${response.url}: ${JSON.stringify(error)}`);
  return data;
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function setting(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
}
