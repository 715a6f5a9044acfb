-- Who may do what; run after every migration. Evidence is only ever added to by the daemon.
grant usage on schema apontad to apontad_daemon, apontad_reader;
grant execute on all functions in schema apontad to apontad_daemon, apontad_reader;
grant select on public.apontad_migration to apontad_daemon, apontad_reader;
grant select on all tables in schema apontad to apontad_daemon, apontad_reader;
grant select on all sequences in schema apontad to apontad_reader;
grant usage, select on all sequences in schema apontad to apontad_daemon;

grant insert, update on
  apontad.creditor, apontad.account, apontad.person, apontad.invoice, apontad.invoice_party, apontad.payment,
  apontad.escalation, apontad.instruction, apontad.removal, apontad.deadline, apontad.message, apontad.lote,
  apontad.comarca, apontad.lane, apontad.finding, apontad.worker, apontad.bureau_code, apontad.hold, apontad.approval,
  apontad.agreement, apontad.expense
  to apontad_daemon;
grant insert, update on apontad.notice, apontad.invoice_pay to apontad_daemon;
grant delete on apontad.comarca, apontad.worker, apontad.bureau_code to apontad_daemon;

grant insert on
  apontad.event, apontad.decision, apontad.message_part, apontad.message_item, apontad.told, apontad.bureau_told,
  apontad.intake_file, apontad.rejected_row, apontad.reconciliation
  to apontad_daemon;
revoke update, delete, truncate on
  apontad.event, apontad.decision, apontad.message_part, apontad.message_item, apontad.told, apontad.bureau_told,
  apontad.intake_file, apontad.rejected_row, apontad.reconciliation
  from apontad_daemon;

grant insert on apontad.notice_part to apontad_daemon;
revoke update, delete, truncate on apontad.notice_part from apontad_daemon;

-- Outside a sandbox the table's check refuses any standing time, whoever sets it.
grant update (timezone, standing_at) on apontad.setting to apontad_daemon;

-- Which schema a database has is no secret.
grant select on public.apontad_migration to apontad_daemon, apontad_reader;

-- The door faces the internet. It has no right on any table: a right to add messages would be one to forge the answers
-- of a CRA, and a right to add parts one to put other bytes in the place of what is about to be sent. This function adds
-- one thing of one kind. NULL: no such account; false: the same bytes came before on this day.
create or replace function apontad.hook_store(account_code text, body bytea) returns boolean
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with account as (
    select id from apontad.account where code = account_code and channel = 'serasa'
  ), came as (
    insert into apontad.message (account_id, direction, kind, day, state, sha256, created_at)
    select id, 'in', 'hook', apontad.today(), 'stored', sha256(body), apontad.now() from account
    on conflict (account_id, kind, day, sha256) where direction = 'in' do nothing
    returning id
  ), kept as (
    insert into apontad.message_part (message_id, part, stored_at, sha256, bytes)
    select id, 'document', apontad.now(), sha256(body), body from came
  )
  select exists (select from came) from account
$$;
revoke all on function apontad.hook_store from public, apontad_daemon, apontad_reader;
grant usage on schema apontad to apontad_door;
grant execute on function apontad.hook_store to apontad_door;
grant usage on sequence apontad.work_done to apontad_door;
