#include "wire/format.h"

#include <string.h>

#include "wire/convem_format.h"
#include "wire/cra_lote_format.h"
#include "wire/cra_pedido_format.h"
#include "wire/pefin_format.h"
#include "wire/spc_format.h"

#define ANSWER(name, function, summary)                                                                                \
	{                                                                                                              \
		name, summary, function##_decode, function##_encode, function##_check, NULL, false                     \
	}

#define ROW(name, function, summary)                                                                                   \
	{                                                                                                              \
		name, summary, function##_decode, function##_encode, function##_check, function##_layout, false        \
	}

#define ROW_WITH_CODES(name, function, summary)                                                                        \
	{                                                                                                              \
		name, summary, function##_decode, function##_encode, function##_check, function##_layout, true         \
	}

/* To add a format: a row here, and its functions declared in the format's own header. */
static const struct wire_format formats[] = {
	ROW("cra-remessa-xml", cra_remessa_xml, "remessa (TPR) to a CRA, XML in either shape"),
	ROW("cra-confirmacao-xml", cra_confirmacao_xml, "confirmação (CRT) of a CRA, XML in either shape"),
	ROW("cra-retorno-xml", cra_retorno_xml, "retorno (RTP) of a CRA, XML in either shape"),
	ROW("cra-andamento-xml", cra_andamento_xml, "andamento (AND) of a CRA, XML in either shape"),
	ROW("cra-remessa-600", cra_remessa_600, "remessa (TPR), text of 600 columns"),
	ROW("cra-confirmacao-600", cra_confirmacao_600, "confirmação (CRT), text of 600 columns"),
	ROW("cra-retorno-600", cra_retorno_600, "retorno (RTP), text of 600 columns"),
	ROW("cra-andamento-600", cra_andamento_600, "andamento (AND), text of 600 columns"),
	ROW("cra-desistencia-xml", cra_desistencia_xml, "desistência (DP) to a CRA, XML form A or B"),
	ROW("cra-cancelamento-xml", cra_cancelamento_xml, "cancelamento (CP) to a CRA, XML form A or B"),
	ROW("cra-autorizacao-xml", cra_autorizacao_xml, "authorisations (AD, AC) to a CRA, XML form A or B"),
	ROW("cra-desistencia-127", cra_desistencia_127, "desistência (DP), text of 127 columns"),
	ROW("cra-cancelamento-127", cra_cancelamento_127, "cancelamento (CP), text of 127 columns"),
	ROW("cra-autorizacao-127", cra_autorizacao_127, "authorisations (AD, AC), text of 127 columns"),
	ANSWER("cra-resposta-xml", cra_resposta_xml, "answer of a CRA to an upload, in any style"),
	ANSWER("cra-homologadas-xml", cra_homologadas_xml, "map of municípios to comarcas of a CRA"),
	ROW_WITH_CODES("spc-incluir", spc_incluir, "incluirSpc, a debt to SPC's service in a SOAP envelope"),
	ROW_WITH_CODES("spc-excluir", spc_excluir, "excluirSpc, a removal to SPC's service in a SOAP envelope"),
	ROW_WITH_CODES("spc-batch", spc_batch, "batch file to and from an entity of SPC, text of 340 columns"),
	ROW_WITH_CODES("convem04", convem04, "PEFIN file to Serasa, text of 600 columns"),
	ROW_WITH_CODES("convem04-return", convem04_return, "return or informational file of Serasa (PEFIN)"),
	ROW_WITH_CODES("convem01", convem01, "REFIN file to or from Serasa, text of 600 columns"),
	ROW_WITH_CODES("pefin-debt", pefin_debt, "debt to Serasa's REST interface, JSON"),
	ROW_WITH_CODES("pefin-guarantor", pefin_guarantor, "guarantor to Serasa's REST interface, JSON"),
	ROW_WITH_CODES("pefin-webhook", pefin_webhook, "what Serasa tells of an inclusion or exclusion, JSON"),
};

const struct wire_format *wire_formats(size_t *ret_count)
{
	*ret_count = ARRAY_LEN(formats);
	return formats;
}

const struct wire_format *wire_format_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}
