/** What can be switched (altinn-pdp.md 7.3). A local platform behaves as with the three authorization switches on. */
export interface Switches {
    /** Write an audit event for each successful single decision. */
    readonly auditLog: boolean;
    /** Write audit events for requests that could not be decided, too. */
    readonly decisionRequestLogRequestOnError: boolean;
    /** Write audit events for the parts of multi requests, too. */
    readonly decisionRequestLogMultiRequest: boolean;
    /** Roles of every kind; off: Altinn 2 and Enhetsregisteret codes only, in upper case, as the old bridge gave them. */
    readonly accessManagementAsPipForRoles: boolean;
    /** Access packages count for system users. */
    readonly systemUserAccessPackageAuthorization: boolean;
    /** Access packages count for persons. */
    readonly userAccessPackageAuthorization: boolean;
}
export declare const DEFAULT_SWITCHES: Switches;
