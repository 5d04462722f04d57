/// Every resource of the API. A new one is a file under `Resources/` and a line here; of two patterns that fit a path,
/// the earlier one answers.
let apiEndpoints: [Endpoint] =
    IndexResource.endpoints
    + UserResource.endpoints
    + OrganizationResource.endpoints
    + MemberResource.endpoints
    + TeamResource.endpoints
    + ProjectResource.endpoints
    + ClientKeyResource.endpoints
    + FilterResource.endpoints
    + EnvironmentResource.endpoints
    + ReleaseResource.endpoints
    + DeployResource.endpoints
    + StatsResource.endpoints
    + SessionStatsResource.endpoints
    + EventStatsResource.endpoints
    + IssueListResource.endpoints
    + IssueResource.endpoints
    + IssuePartsResource.endpoints
    + CommentResource.endpoints
    + SavedSearchResource.endpoints
    + TagResource.endpoints
    + HashesResource.endpoints
    + SimilarIssuesResource.endpoints
    + GroupingInfoResource.endpoints
    + EventListResource.endpoints
    + EventResource.endpoints
    + AttachmentResource.endpoints
    + UserReportResource.endpoints
    + EventLookupResource.endpoints
    + ConstantResource.endpoints
