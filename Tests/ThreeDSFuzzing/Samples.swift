package import JSON
package import ThreeDS

/// One whole authentication, message by message, in made-up values.
package enum Samples {
    package static let card = "4000000000000002"
    package static let server = "6f1c2d3e-0a1b-4c2d-8e3f-a0b1c2d3e4f5"
    package static let directory = "11111111-2222-4333-8444-555555555555"
    package static let issuer = "99999999-8888-4777-8666-aaaaaaaaaaaa"
    package static let value = "AAECAwQFBgcICQoLDA0ODxAREhM="

    package static let authenticationRequest: JSONObject = [
        "messageType": "AReq", "messageVersion": "2.2.0", "messageCategory": "01", "deviceChannel": "02",
        "threeDSCompInd": "U", "threeDSRequestorAuthenticationInd": "01", "threeDSRequestorID": "shop-1",
        "threeDSRequestorName": "Shop", "threeDSRequestorURL": "https://shop.example/",
        "threeDSServerRefNumber": "VIGIE-3DSS-1", "threeDSServerTransID": .string(server),
        "threeDSServerURL": "https://3dss.example/results", "acctNumber": .string(card), "cardExpiryDate": "3012",
        "acquirerBIN": "400000", "acquirerMerchantID": "M1", "browserAcceptHeader": "*/*", "browserIP": "2001:db8::1",
        "browserJavaEnabled": false, "browserJavascriptEnabled": true, "browserLanguage": "fr",
        "browserColorDepth": "24", "browserScreenHeight": "800", "browserScreenWidth": "1200", "browserTZ": "-120",
        "browserUserAgent": "Browser/1", "mcc": "5812", "merchantCountryCode": "250", "merchantName": "Shop",
        "notificationURL": "https://shop.example/back", "purchaseAmount": "1999", "purchaseCurrency": "978",
        "purchaseExponent": "2", "purchaseDate": "20260228120000",
        "homePhone": ["cc": "33", "subscriber": "123456789"],
        "messageExtension": [
            ["name": "n", "id": "A000-1", "criticalityIndicator": false, "data": ["a": 1, "b": [true, .null]]]
        ],
    ]

    package static let frictionless: JSONObject = [
        "messageType": "ARes", "messageVersion": "2.2.0", "threeDSServerTransID": .string(server),
        "acsTransID": .string(issuer), "dsTransID": .string(directory), "acsReferenceNumber": "VIGIE-ACS-1",
        "dsReferenceNumber": "VIGIE-DS-1", "transStatus": "Y", "eci": "05", "authenticationValue": .string(value),
    ]

    package static let challengeNeeded: JSONObject = [
        "messageType": "ARes", "messageVersion": "2.2.0", "threeDSServerTransID": .string(server),
        "acsTransID": .string(issuer), "dsTransID": .string(directory), "acsReferenceNumber": "VIGIE-ACS-1",
        "dsReferenceNumber": "VIGIE-DS-1", "transStatus": "C", "acsChallengeMandated": "N", "authenticationType": "02",
        "acsURL": "https://acs.example/challenge",
    ]

    package static let challengeRequest: JSONObject = [
        "messageType": "CReq", "messageVersion": "2.2.0", "threeDSServerTransID": .string(server),
        "acsTransID": .string(issuer), "challengeWindowSize": "05",
    ]

    package static let challengeResponse: JSONObject = [
        "messageType": "CRes", "messageVersion": "2.2.0", "threeDSServerTransID": .string(server),
        "acsTransID": .string(issuer), "challengeCompletionInd": "Y", "transStatus": "Y",
    ]

    package static let results: JSONObject = [
        "messageType": "RReq", "messageVersion": "2.2.0", "threeDSServerTransID": .string(server),
        "acsTransID": .string(issuer), "dsTransID": .string(directory), "messageCategory": "01", "transStatus": "Y",
        "authenticationMethod": "02", "authenticationType": "02", "authenticationValue": .string(value), "eci": "05",
        "interactionCounter": "01",
    ]

    package static let receipt: JSONObject = [
        "messageType": "RRes", "messageVersion": "2.2.0", "threeDSServerTransID": .string(server),
        "acsTransID": .string(issuer), "dsTransID": .string(directory), "resultsStatus": "01",
    ]

    package static let preparationRequest: JSONObject = [
        "messageType": "PReq", "messageVersion": "2.2.0", "threeDSServerRefNumber": "VIGIE-3DSS-1",
        "threeDSServerTransID": .string(server),
    ]

    package static let preparationResponse: JSONObject = [
        "messageType": "PRes", "messageVersion": "2.2.0", "threeDSServerTransID": .string(server),
        "dsTransID": .string(directory), "dsStartProtocolVersion": "2.1.0", "dsEndProtocolVersion": "2.2.0",
        "serialNum": "1",
        "cardRangeData": [
            [
                "startRange": "4000000000000000", "endRange": "4000000000009999", "actionInd": "A",
                "acsStartProtocolVersion": "2.1.0", "acsEndProtocolVersion": "2.2.0",
                "threeDSMethodURL": "https://acs.example/method",
            ]
        ],
    ]

    package static let error: JSONObject = [
        "messageType": "Erro", "messageVersion": "2.2.0", "threeDSServerTransID": .string(server), "errorCode": "402",
        "errorComponent": "D", "errorDescription": "Timed out", "errorDetail": "no answer",
        "errorMessageType": "AReq",
    ]

    /// Each with somebody who accepts it.
    package static let all: [(members: JSONObject, receiver: ErrorComponent)] = [
        (authenticationRequest, .directory), (frictionless, .server), (challengeNeeded, .server),
        (challengeRequest, .issuer), (challengeResponse, .server), (results, .directory), (receipt, .issuer),
        (preparationRequest, .directory), (preparationResponse, .server), (error, .server),
    ]

    /// A checked message of these members.
    package static func message(
        _ members: JSONObject, receiver: ErrorComponent, answering request: Message? = nil
    ) throws(ProtocolError) -> Message {
        try MessageReader(receiver: receiver).message(from: .object(members), answering: request)
    }
}

extension JSONObject {
    /// The same members with one changed, added, or (nil) left out.
    package func with(_ name: String, _ value: JSONValue?) -> JSONObject {
        var object = self
        object[name] = value
        return object
    }
}
