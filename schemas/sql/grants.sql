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
  apontad.comarca, apontad.lane, apontad.finding, apontad.worker
  to apontad_daemon;
grant delete on apontad.comarca, apontad.worker to apontad_daemon;

grant insert on
  apontad.event, apontad.decision, apontad.message_part, apontad.message_item, apontad.told, apontad.intake_file,
  apontad.rejected_row
  to apontad_daemon;
revoke update, delete, truncate on
  apontad.event, apontad.decision, apontad.message_part, apontad.message_item, apontad.told, apontad.intake_file,
  apontad.rejected_row
  from apontad_daemon;

-- Outside a sandbox the table's check refuses any standing time, whoever sets it.
grant update (timezone, standing_at) on apontad.setting to apontad_daemon;

-- Which schema a database has is no secret.
grant select on public.apontad_migration to apontad_daemon, apontad_reader;
