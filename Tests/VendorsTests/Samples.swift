import Following
import Testing

/// Small documents of our own, one per format, so that each reader is tested wherever this repository is.
struct Sample: Sendable, CustomTestStringConvertible {
    var format: PageFormat
    /// The document that is needed.
    var role: String
    var body: String
    var contentType = "application/json"

    var testDescription: String { format.rawValue }
    var isXML: Bool { contentType.contains("xml") }
    var document: CapturedDocument { Reading.document(role, body, contentType: contentType) }

    static func of(_ format: PageFormat) -> Sample { all.first { $0.format == format } ?? all[0] }

    static let all: [Sample] = [
        Sample(format: .statuspage, role: "summary", body: statuspage),
        Sample(format: .incidentIO, role: "summary", body: incidentIO),
        Sample(format: .instatus, role: "summary", body: instatus),
        Sample(format: .betterStack, role: "index", body: betterStack),
        Sample(format: .cachetV2, role: "incidents", body: cachetV2),
        Sample(format: .cachetV3, role: "incidents", body: cachetV3),
        Sample(format: .statusIO, role: "status", body: statusIO),
        Sample(format: .googleCloud, role: "incidents", body: googleCloud),
        Sample(format: .awsEvents, role: "events", body: awsEvents),
        Sample(format: .slack, role: "current", body: slack),
        Sample(format: .heroku, role: "status", body: heroku),
        Sample(format: .salesforceTrust, role: "incidents", body: salesforceTrust),
        Sample(format: .uptimeKuma, role: "page", body: uptimeKuma),
        Sample(format: .checkly, role: "incidents", body: checkly),
        Sample(format: .awsRSS, role: "feed", body: awsRSS, contentType: "application/rss+xml"),
        Sample(format: .azureRSS, role: "feed", body: azureRSS, contentType: "application/rss+xml"),
        Sample(format: .rss, role: "feed", body: rss, contentType: "application/rss+xml"),
        Sample(format: .atom, role: "feed", body: atom, contentType: "application/atom+xml"),
        Sample(
            format: .text, role: "text", body: "Card payments failed from 10:02 to 10:40 UTC.",
            contentType: "text/plain"),
    ]

    static let statuspage = """
        {"page":{"id":"abcdef012345","name":"Example Pay","url":"https://status.example.com","time_zone":"Europe/Paris"},
        "status":{"indicator":"minor","description":"Minor trouble"},
        "components":[{"id":"g1","name":"Payments","status":"operational","group":true,"components":["c1","c2"]},
        {"id":"c1","name":"Cards","status":"partial_outage","group":false,"group_id":"g1"},
        {"id":"c2","name":"Refunds","status":"operational","group":false,"group_id":"g1"},
        {"id":"c3","name":"Cards","status":"wobbling","group":false,"group_id":null}],
        "incidents":[{"id":"i1","name":"Card payments fail","status":"identified","impact":"minor",
        "created_at":"2026-05-04T12:10:00.000+02:00","updated_at":"2026-05-04T10:30:00Z","resolved_at":null,
        "started_at":"2026-05-04T10:10:00Z","shortlink":null,"components":[{"id":"c1","name":"Cards"}],
        "incident_updates":[
        {"id":"u2","status":"identified","body":"A router is at fault.","created_at":"2026-05-04T10:30:00Z","display_at":"2026-05-04T10:25:00Z",
        "affected_components":[{"code":"c1","name":"Payments - Cards","old_status":"operational","new_status":"partial_outage"},{"code":"c9","name":"Old line","old_status":"operational","new_status":"operational"}]},
        {"id":"u1","status":"investigating","body":"We look into failing cards.","created_at":"2026-05-04T10:10:00Z","display_at":"2026-05-04T10:10:00Z","affected_components":null}]}],
        "scheduled_maintenances":[{"id":"m1","name":"Database move","status":"scheduled","impact":"maintenance",
        "scheduled_for":"2026-05-10T01:00:00Z","scheduled_until":"2026-05-10T02:00:00Z","created_at":"2026-05-01T08:00:00Z","incident_updates":[]}]}
        """

    static let incidentIO = """
        {"page":{"id":"01HEXAMPLE00000000000000AB","name":"Example Pay","url":"https://status.example.com/"},
        "status":{"indicator":"major","description":"Partial outage"},
        "components":[{"id":"01HCARDS","name":"Cards","status":"partial_outage"},{"id":"01HLOGIN1","name":"Login","status":"operational"},
        {"id":"01HLOGIN2","name":"Login","status":"operational"}],
        "incidents":[{"id":"01HINC","name":"Cards are declined","status":"monitoring","impact":"major","created_at":"2026-05-04T10:10:00Z",
        "incident_updates":[{"id":"01HU2","status":"monitoring","body":"Better now.","display_at":"2026-05-04T10:40:00Z"},
        {"id":"01HU1","status":"investigating","body":"We look into it.","display_at":"2026-05-04T10:10:00Z"}]}]}
        """

    static let instatus = """
        {"page":{"name":"Example Pay","url":"https://status.example.com","status":"HASISSUES"},
        "activeIncidents":[{"id":"n1","name":"Slow refunds","started":"2026-05-04T10:10:00.000Z","status":"MONITORING","impact":"MINOROUTAGE","url":"https://status.example.com/n1","updatedAt":"2026-05-04T10:20:00.000Z"}],
        "activeMaintenances":[{"id":"n2","name":"Move","start":"2026-05-10T01:00:00.000Z","status":"NOTSTARTEDYET","duration":90}]}
        """

    static let betterStack = """
        {"data":{"id":"77","type":"status_page","attributes":{"company_name":"Example Pay","timezone":"Pacific Time (US & Canada)","subdomain":"example","custom_domain":"status.example.com","aggregate_state":"downtime"}},
        "included":[{"id":"s1","type":"status_page_section","attributes":{"name":"Payments","position":0}},
        {"id":"r1","type":"status_page_resource","attributes":{"status_page_section_id":"s1","public_name":"Cards","status":"downtime"}},
        {"id":"r2","type":"status_page_resource","attributes":{"status_page_section_id":"s1","public_name":"Refunds","status":"not_monitored"}},
        {"id":"p1","type":"status_report","attributes":{"title":"Cards are down","report_type":"automatic","starts_at":"2026-05-04T10:02:00Z","ends_at":null,"aggregate_state":"downtime","affected_resources":[{"status_page_resource_id":"r1","status":"downtime"}]},"relationships":{"status_updates":{"data":[{"id":"t2","type":"status_update"},{"id":"t1","type":"status_update"}]}}},
        {"id":"p2","type":"status_report","attributes":{"title":"Old trouble","report_type":"manual","starts_at":"2026-05-01T10:00:00Z","ends_at":null,"aggregate_state":"resolved","affected_resources":[{"status_page_resource_id":"r2","status":"degraded"}]}},
        {"id":"p3","type":"status_report","attributes":{"title":"Move","report_type":"maintenance","starts_at":"2027-05-10T01:00:00Z","ends_at":"2027-05-10T02:00:00Z","aggregate_state":"maintenance"}},
        {"id":"t1","type":"status_update","attributes":{"message":"We look into it.","published_at":"2026-05-04T10:05:00Z"}},
        {"id":"t2","type":"status_update","attributes":{"message":"A fix is on its way.","published_at":"2026-05-04T10:15:00Z"}}]}
        """

    static let cachetV2 = """
        {"meta":{"pagination":{"total":1,"count":1,"per_page":20,"current_page":1,"total_pages":1}},
        "data":[{"id":5,"component_id":1,"name":"Terminals offline","status":1,"visible":1,"message":"We look into it.","occurred_at":"2026-05-04 12:10:00","created_at":"2026-05-04 12:11:00","deleted_at":null,"is_resolved":true,"meta":[],
        "updates":[{"id":9,"incident_id":5,"status":4,"message":"All back.","created_at":"2026-05-04 13:00:00","human_status":"Fixed"},
        {"id":8,"incident_id":5,"status":2,"message":"A cable.","created_at":"2026-05-04 12:30:00","human_status":"Identified"}],
        "human_status":"Investigating","latest_update_id":9,"latest_status":4,"latest_human_status":"Fixed","permalink":"https://status.example.com/incidents/5"}]}
        """

    static let cachetV3 = """
        {"data":[{"id":"5","type":"incidents","attributes":{"id":5,"guid":"0b2f-5","name":"Terminals offline","message":"We look into it.","component_id":1,"visible":1,"stickied":false,"status":{"human":"Fixed","value":4},"occurred":{"human":"1 hour ago","string":"2026-05-04 12:10:00"},"created":{"human":"1 hour ago","string":"2026-05-04 12:10:00"}},"relationships":{"updates":{"data":[{"type":"incident-updates","id":"8"},{"type":"incident-updates","id":"9"}]}}}],
        "included":[{"type":"incident-updates","id":"9","attributes":{"message":"All back.","status":{"human":"Fixed","value":4},"created":{"human":"now","string":"2026-05-04 13:00:00"}}},
        {"type":"incident-updates","id":"8","attributes":{"message":"A cable.","status":{"human":"Identified","value":2},"created":{"human":"now","string":"2026-05-04 12:30:00"}}}],
        "links":{"first":"https://status.example.com/api/incidents?page=1","next":null},"meta":{"current_page":1,"from":1,"path":"https://status.example.com/api/incidents","per_page":15,"to":1}}
        """

    static let statusIO = """
        {"result":{"status_overall":{"updated":"2026-05-04T10:20:00Z","status":"Service Disruption","status_code":400},
        "status":[{"id":"c1","name":"Cards","status":"Partial","status_code":400,"containers":[{"id":"k1","name":"Europe","status":"Down","status_code":500},{"id":"k2","name":"Asia","status":"Operational","status_code":100}]}],
        "incidents":[{"_id":"i1","name":"Cards fail in Europe","datetime_open":"2026-05-04T10:10:00Z","messages":[{"details":"A router.","state":200,"status":500,"datetime":"2026-05-04T10:20:00Z"},{"details":"We look into it.","state":100,"status":400,"datetime":"2026-05-04T10:10:00Z"}],"components_affected":[{"_id":"c1","name":"Cards"}]}],
        "maintenance":{"active":[],"upcoming":[{"_id":"m1","name":"Move","datetime_planned_start":"2026-05-10T01:00:00Z","datetime_planned_end":"2026-05-10T02:00:00Z","messages":[{"details":"Planned.","state":100,"status":200,"datetime":"2026-05-01T08:00:00Z"}]}]}}}
        """

    static let googleCloud = """
        [{"id":"gA","begin":"2026-05-04T06:00:00+00:00","created":"2026-05-04T09:30:00+00:00","end":"2026-05-04T11:00:00+00:00","external_desc":"**Summary**\\nExample Store is failing \\\\#1. More follows.","uri":"incidents/gA","severity":"high","status_impact":"SERVICE_OUTAGE",
        "affected_products":[{"title":"Example Store","id":"pS"}],
        "updates":[{"when":"2026-05-12T08:00:00+00:00","text":"# \\\\# Incident Report\\nA switch failed.","status":"AVAILABLE"},{"when":"2026-05-04T11:20:00+00:00","text":"It is over.","status":"AVAILABLE"},{"when":"2026-05-04T09:30:00+00:00","text":"It began.","status":"SERVICE_OUTAGE"}]},
        {"id":"gB","begin":"2026-05-05T06:00:00+00:00","created":"2026-05-05T06:30:00+00:00","external_desc":"Example Queue is slow","severity":"low","status_impact":"SERVICE_DISRUPTION","affected_products":[{"title":"Example Queue","id":"pQ"}]}]
        """

    static let awsEvents = """
        [{"date":"1777888800","arn":"arn:aws:health:eu-west-3::event/EXAMPLE/A1","region_name":"Paris","status":"3","service":"queue-eu-west-3","service_name":"Example Queue","summary":"Errors","event_log":[{"summary":"Errors","message":"We look into it.","status":1,"timestamp":1777888800},{"summary":"Errors","message":"It is worse.","status":3,"timestamp":1777890000}],"impacted_services":{"mail-eu-west-3":{"service_name":"Example Mail","current":"1","max":"2"},"old-eu-west-3":{"service_name":"Example Old","current":"0","max":"1"}}},
        {"date":"1777800000","arn":"arn:aws:health:eu-west-3::event/EXAMPLE/A2","region_name":"Paris","status":"0","service":"disk-eu-west-3","service_name":"Example Disk","summary":"Slow","event_log":[{"summary":"Slow","message":"Slow.","status":2,"timestamp":1777800000},{"summary":"Slow","message":"Fine again.","status":0,"timestamp":1777803600}],"end_time":"1777803000"}]
        """

    static let slack = """
        {"status":"active","date_created":"2026-05-04T03:10:00-07:00","active_incidents":[{"id":31,"title":"Messages are late","type":"outage","status":"active","url":"https://slack-status.com/x","date_created":"2026-05-04T03:10:00-07:00","date_updated":"2026-05-04T03:20:00-07:00","services":["Messaging"],"notes":[{"body":"<p>We found the <b>cause</b>.&nbsp;</p>","date_created":"2026-05-04T03:20:00-07:00"},{"body":"<p>We look into it.</p>","date_created":"2026-05-04T03:10:00-07:00"}]}]}
        """

    static let heroku = """
        {"status":[{"system":"Apps","status":"yellow"},{"system":"Data","status":"mauve"}],"incidents":[{"id":9,"title":"Slow builds","created_at":"2026-05-04T10:10:00Z","full_url":"https://status.example.com/incidents/9","updates":[{"id":2,"update_type":"resolved","contents":"Fine again.","created_at":"2026-05-04T11:00:00Z","updated_at":"2026-05-04T11:00:00Z"},{"id":1,"update_type":"issue","contents":"Slow.","created_at":"2026-05-04T10:10:00Z","updated_at":"2026-05-04T10:10:00Z"}]}],"scheduled":[]}
        """

    static let salesforceTrust = """
        [{"id":41,"externalId":"41","affectsAll":false,"createdAt":"2026-05-04T10:20:00Z","IncidentEvents":[{"id":2,"createdAt":"2026-05-04T10:40:00Z","message":"Gone.","type":"incidentResolved"},{"id":1,"createdAt":"2026-05-04T10:20:00Z","message":"Seen.","type":"investigatingCauseOfIssue"}],"IncidentImpacts":[{"id":1,"startTime":"2026-05-04T10:00:00Z","endTime":"2026-05-04T10:30:00Z","severity":"major","type":"serviceDisruption"}],"instanceKeys":["EU1"],"serviceKeys":["Login"]}]
        """

    static let uptimeKuma = """
        {"config":{"slug":"pay","title":"Example Pay"},"incidents":[{"id":3,"style":"danger","title":"Terminals offline","content":"We look into it.","pin":true,"active":true,"createdDate":"2026-05-04 10:10:00","lastUpdatedDate":"2026-05-04 10:20:00"}],
        "publicGroupList":[{"id":1,"name":"Stores","monitorList":[{"id":1,"name":"Terminals"},{"id":2,"name":"Printers"},{"id":3,"name":"Screens"}]}],
        "maintenanceList":[{"id":2,"title":"Move","description":"A move.","status":"scheduled","timeslotList":[{"startDate":"2026-05-10 01:00","endDate":"2026-05-10 02:00"}],"timezone":"Nowhere/Land","timezoneOffset":"+02:00"}]}
        """

    static let checkly = """
        {"incidents":[{"id":"k1","name":"Cards fail","severity":"MAJOR","created_at":"2026-05-04T10:10:00.000Z","lastUpdateStatus":"IDENTIFIED","services":[{"id":"v1","name":"Cards"}],"incidentUpdates":[{"id":"w2","status":"IDENTIFIED","description":"A router.","publicIncidentUpdateDate":"2026-05-04T10:30:00.000Z"},{"id":"w1","status":"INVESTIGATING","description":"We look.","publicIncidentUpdateDate":"2026-05-04T10:10:00.000Z"}]}]}
        """

    static let awsRSS = """
        <?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Example Service Status</title><link>https://status.aws.amazon.com/</link>
        <item><title>Service is operating normally: [RESOLVED] Errors</title><link>https://status.aws.amazon.com/</link><pubDate>Mon, 04 May 2026 04:00:00 PDT</pubDate><guid isPermaLink="false">https://status.aws.amazon.com/#queue-eu-west-3_1777892400</guid><description>Over.</description></item>
        <item><title>Service impact: [RESOLVED] Errors</title><link>https://status.aws.amazon.com/</link><pubDate>Mon, 04 May 2026 03:00:00 PDT</pubDate><guid isPermaLink="false">https://status.aws.amazon.com/#queue-eu-west-3_1777888800</guid><description>Errors &lt;b&gt;rise&lt;/b&gt;.</description></item>
        </channel></rss>
        """

    static let azureRSS = """
        <?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Azure Status</title><link>https://azure.example.com/</link>
        <item><guid isPermaLink="false">trouble-in-the-west</guid><link>https://azure.example.com/</link><category>Queues</category><category>West</category><title>Trouble in the West - Mitigated</title><description>&lt;p&gt;It was a cable.&amp;nbsp;&lt;/p&gt;</description><pubDate>Mon, 04 May 2026 10:10:00 Z</pubDate></item></channel></rss>
        """

    static let rss = """
        <?xml version="1.0"?><rss version="2.0"><channel><title>Example Pay status</title><link>https://status.example.com/</link>
        <item><title>Resolved: Cards fail</title><link>https://status.example.com/incidents/1</link><guid>1-c</guid><description>&lt;p&gt;Cards work again.&lt;/p&gt;</description><pubDate>Mon, 04 May 2026 11:00:00 GMT</pubDate></item>
        <item><title>Initial Notification: Cards fail</title><link>https://status.example.com/incidents/1</link><guid>1-a</guid><description>Cards fail.</description><pubDate>Mon, 04 May 2026 10:10:00 GMT</pubDate></item>
        </channel></rss>
        """

    static let atom = """
        <?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Example Pay history</title><link rel="self" href="https://status.example.com/history.atom"/><link rel="alternate" href="https://status.example.com"/>
        <entry><id>tag:status.example.com,2005:Incident/7</id><title>Slow refunds</title><link rel="alternate" type="text/html" href="https://status.example.com/incidents/7"/><published>2026-05-04T10:10:00Z</published><updated>2026-05-04T12:00:00Z</updated>
        <content type="html">&lt;p&gt;&lt;small&gt;May &lt;var data-var='date'&gt;4&lt;/var&gt;, &lt;var data-var='time'&gt;11:40&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - Refunds are quick again.&lt;/p&gt;&lt;p&gt;&lt;small&gt;May &lt;var data-var='date'&gt;4&lt;/var&gt;, &lt;var data-var='time'&gt;10:10&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Investigating&lt;/strong&gt; - Refunds are slow.&lt;/p&gt;</content></entry></feed>
        """
}
