import {
  asAltinnReads,
  createPdp,
  createRequest,
  DEFAULT_LIMITS,
  flattenRules,
  formatResponse,
  isDataType,
  mentionedAttributes,
  parsePolicy,
  parseRequest,
  parseResponse,
  parseXml,
  refusalResponse,
  requestOf,
  STATUS_MISSING_ATTRIBUTE,
  STATUS_OK,
  STATUS_PROCESSING_ERROR,
  STATUS_SYNTAX_ERROR,
  sharedCategory,
  textOf,
  XacmlError,
} from '@portvakt/xacml';

const RESOURCE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
const ACTION = 'urn:oasis:names:tc:xacml:3.0:attribute-category:action';
const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';
const STRING = 'http://www.w3.org/2001/XMLSchema#string';

/** Whoever asks may read, and nothing else: the action must be in the request. */
const policyXml = `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="felling" Version="1.0"
  RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">
  <Target/>
  <Rule RuleId="read" Effect="Permit">
    <Target><AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">
      <AttributeValue DataType="${STRING}">read</AttributeValue>
      <AttributeDesignator Category="${ACTION}" AttributeId="${ACTION_ID}" DataType="${STRING}" MustBePresent="true"/>
    </Match></AllOf></AnyOf></Target>
  </Rule>
</Policy>`;
const pdp = createPdp({ root: parsePolicy(policyXml) });

/** A request to do something to the resource `felling`. */
const toDo = (action: string) =>
  createRequest({
    categories: [
      { id: RESOURCE, attributes: [{ id: 'urn:altinn:resource', values: ['felling'] }] },
      { id: ACTION, attributes: [{ id: ACTION_ID, values: [action] }] },
    ],
  });

export const examples = {
  XacmlError() {
    // #region XacmlError
    try {
      parsePolicy('<Policy>');
    } catch (error) {
      if (!(error instanceof XacmlError)) throw error;
      console.log(error.code, error.line); // xml-syntax 1
    }
    // #endregion
  },

  DEFAULT_LIMITS() {
    // #region DEFAULT_LIMITS
    // A service that gets small documents from strangers need not accept large ones.
    const limits = { ...DEFAULT_LIMITS, maxTextLength: 100_000, maxDepth: 20 };
    console.log(DEFAULT_LIMITS.maxDepth); // 200
    console.log(parsePolicy(policyXml, limits).root.id); // felling
    // #endregion
  },

  STATUS_MISSING_ATTRIBUTE() {
    // #region STATUS_MISSING_ATTRIBUTE
    const [result] = pdp.evaluate(createRequest({ categories: [] })).results;
    console.log(result?.decision); // Indeterminate
    if (result?.status.code === STATUS_MISSING_ATTRIBUTE) console.log(result.status.missing?.attributeId); // urn:oasis:names:tc:xacml:1.0:action:action-id
    // #endregion
  },

  STATUS_OK() {
    // #region STATUS_OK
    const [result] = pdp.evaluate(toDo('read')).results;
    console.log(result?.status.code === STATUS_OK); // true
    // #endregion
  },

  STATUS_PROCESSING_ERROR() {
    // #region STATUS_PROCESSING_ERROR
    // What refused the request was a limit, not its text.
    const [result] = refusalResponse(new XacmlError('limit-exceeded', 'too long')).results;
    console.log(result?.status.code === STATUS_PROCESSING_ERROR); // true
    // #endregion
  },

  STATUS_SYNTAX_ERROR() {
    // #region STATUS_SYNTAX_ERROR
    const [result] = refusalResponse(new XacmlError('json-syntax', 'no JSON')).results;
    console.log(result?.status.code === STATUS_SYNTAX_ERROR); // true
    // #endregion
  },

  asAltinnReads() {
    // #region asAltinnReads
    const standard = parsePolicy(policyXml);
    const pdpOfAltinn = createPdp({ root: asAltinnReads(standard) });
    // The same here; another answer is possible where `standard.warnings` has `altinn-alternatives` or `altinn-ignores`.
    console.log(pdpOfAltinn.evaluate(toDo('read')).results[0]?.decision); // Permit
    console.log(standard.warnings.map(({ code }) => code)); // []
    // #endregion
  },

  createPdp() {
    // #region createPdp
    // Compiled once; every decision after that is synchronous and touches nothing outside.
    const decides = createPdp({ root: parsePolicy(policyXml) });
    console.log(decides.evaluate(toDo('read')).results[0]?.decision); // Permit
    console.log(decides.evaluate(toDo('write')).results[0]?.decision); // NotApplicable
    console.log(decides.explain(toDo('write')).decisions.length); // 1
    // #endregion
  },

  createRequest() {
    // #region createRequest
    const request = createRequest({
      categories: [
        { id: RESOURCE, attributes: [{ id: 'urn:altinn:resource', values: ['felling'] }] },
        { id: ACTION, attributes: [{ id: ACTION_ID, values: ['read'] }] },
      ],
    });
    console.log(pdp.evaluate(request).results[0]?.decision); // Permit
    // #endregion
  },

  flattenRules() {
    // #region flattenRules
    const [rule] = flattenRules(parsePolicy(policyXml));
    console.log(rule?.ruleId, rule?.effect); // read Permit
    // One list an alternative: here a single one, of a single match.
    console.log(rule?.actions.map((alternative) => alternative.map(({ value }) => value))); // [ [ 'read' ] ]
    // #endregion
  },

  formatResponse() {
    // #region formatResponse
    const text = formatResponse(pdp.evaluate(toDo('read')), 'json');
    console.log(JSON.parse(text).Response[0].Decision); // Permit
    // #endregion
  },

  isDataType() {
    // #region isDataType
    console.log(isDataType('http://www.w3.org/2001/XMLSchema#date')); // true
    console.log(isDataType('date')); // true
    console.log(isDataType('organisation-number')); // false
    // #endregion
  },

  mentionedAttributes() {
    // #region mentionedAttributes
    // What a request must bring for this policy to say anything.
    for (const { attributeId, values } of mentionedAttributes(parsePolicy(policyXml))) console.log(attributeId, values); // urn:oasis:names:tc:xacml:1.0:action:action-id [ 'read' ]
    // #endregion
  },

  parsePolicy() {
    // #region parsePolicy
    const { root, warnings } = parsePolicy(policyXml);
    console.log(root.kind, root.id, root.version); // Policy felling 1.0
    console.log(warnings.length); // 0
    // #endregion
  },

  parseRequest() {
    // #region parseRequest
    const body = { Request: { Action: [{ Attribute: [{ AttributeId: ACTION_ID, Value: 'read' }] }] } };
    const request = parseRequest(JSON.stringify(body), 'json');
    console.log(request.categories.map(({ id }) => id === ACTION)); // [ true ]
    console.log(pdp.evaluate(request).results[0]?.decision); // Permit
    // #endregion
  },

  parseResponse() {
    // #region parseResponse
    const response = parseResponse('{"Response":[{"Decision":"Deny"}]}', 'json');
    console.log(response.results.map(({ decision }) => decision)); // [ 'Deny' ]
    // #endregion
  },

  parseXml() {
    // #region parseXml
    const tax = parseXml('<tax year="2026"><sum>1200</sum></tax>');
    console.log(tax.local, tax.attributes[0]?.value, tax.line, tax.column); // tax 2026 1 1
    // #endregion
  },

  refusalResponse() {
    // #region refusalResponse
    // A PDP that must answer instead of failing.
    try {
      parseRequest('{"Request":', 'json');
    } catch (error) {
      if (!(error instanceof XacmlError)) throw error;
      console.log(refusalResponse(error).results[0]?.decision); // Indeterminate
    }
    // #endregion
  },

  requestOf() {
    // #region requestOf
    const values = [{ dataType: STRING, text: 'read' }];
    const attributes = [{ id: ACTION_ID, issuer: undefined, includeInResult: false, values }];
    const request = requestOf([{ id: ACTION, xmlId: undefined, content: undefined, attributes }]);
    console.log(pdp.evaluate(request).results[0]?.decision); // Permit
    // #endregion
  },

  sharedCategory() {
    // #region sharedCategory
    // The same resource in a thousand requests: read once.
    const [resource, action] = toDo('read').categories;
    if (resource === undefined || action === undefined) throw new Error('both are there');
    const shared = sharedCategory(resource);
    const requests = [requestOf([shared, action]), requestOf([shared])];
    console.log(requests.map((one) => pdp.evaluate(one).results[0]?.decision)); // [ 'Permit', 'Indeterminate' ]
    // #endregion
  },

  textOf() {
    // #region textOf
    console.log(textOf(parseXml('<p>Skatt <!-- of what? --><b>for 2026</b></p>'))); // Skatt for 2026
    // #endregion
  },
};
