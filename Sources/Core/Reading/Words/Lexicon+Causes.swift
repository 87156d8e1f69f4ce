internal import Vocabulary

extension Lexicon {
    /// What can go wrong, and words that say who is meant.
    static let causeWords: [(Marks, String)] = [
        (
            .causeCertificate,
            "certificate, certificates, certificat, certificats, certificato, certificati, certificado, certificados, zertifikat*, certificaat, certificaten, sertifikat*, certifikat*, expired cert"
        ),
        (.causeDNS, "dns, nameserver, nameservers, name server, domain name system"),
        (
            .causeConfig,
            """
            configuration change, config change, configuration changes, misconfigur*, fehlerhafte konfiguration, fehlkonfiguration, konfigurationsfehler, configurazione errata, configuracion incorrecta, mauvaise configuration, verkeerde configuratie, feilkonfigurasjon, fejlkonfiguration, wrong configuration, incorrect configuration, configuration error, configuration update, configuration updates, configuration issue, configuration was, changement de configuration, erreur de configuration, modification de configuration,
            cambio di configurazione, errore di configurazione, cambio de configuracion, error de configuracion, mudanca de configuracao, konfigurationsanderung*, konfigurationsfehler, configuratiefout, configuratiewijziging, http header, feature flag, firewall rule, configured wrongly, configured incorrectly, incorrectly configured, routing rule, settings were changed
            """
        ),
        (
            .causeDeploy,
            """
            deployment, deployments, deployed, deploying, release, released, new version, upgrade, upgraded, update to a, update of a, update of the, mise a jour d, rollout, rolled out, code change, mise en production, mises en production, deploiement, nouvelle version, rilascio, aggiornamento, aggiornamento software, aggiornamenti, despliegue, nueva version, actualizacion, nova versao, implantacao,
            nieuwe software, neue software, new software, nuovo software, nuevo software, novo software, nouveau logiciel, ny programvare, bereitstellung, neue version, softwareupdate, software update, uitrol, nieuwe versie, utrulling, oppdatering, change introduced, planned change, recent change, a change to, change made, modification d un processus, process change, change of process, process was changed, migration, rolled back the change, bad deploy, code deploy
            """
        ),
        (
            .causeExternal,
            """
            notre processeur, processeur de cartes, processeur de paiement, nuestro procesador, nostro processore, nosso processador, the vendor, a vendor, our vendor, vendor s, gateway partner, gateway partners, banking partners, acquiring partners, bank partners, transactieverwerker*, technical partner, technology partner, third parties, third party, 3 rd party, issuer side, issuing bank, an issuer, card network, upstream partner, our banking partner, our partner, with our partners, upstream, external provider, payment processor, payment processors, the processor, external service provider, technology supplier, infrastructure supplier, external supplier, upstream provider, upstream, service provider, infrastructure provider, cloud provider, hosting provider, banking partner, bank partner, downstream bank, our provider, our supplier, our partner, one of our providers, partner bank, network provider, aws, azure, google cloud, gcp,
            acquiring partner, acquiring bank, our acquirer, our acquirers, partner acquirer, prestataire externe, prestataire, prestataires, fournisseur externe, fournisseur, fournisseurs, fornitori, proveedores, fornecedores, leveranciers, anbieter, fornitore, fornitore esterno, un fornitore, proveedor, proveedor externo, fornecedor, terceiros, dienstleister, drittanbieter, externer anbieter, leverancier, externe partij, derde partij, leverandor, underleverandor, tredjepart, subcontractor, a supplier, key supplier, terzi, amazon web services, data centre provider, isp, telecom provider
            """
        ),
        (
            .causeCapacity,
            """
            capacity, overload*, hoher last, hohe last, lastspitze*, hoge belasting, high load, load was, traffic spike, spike in traffic, high traffic, increased traffic, high volume, exhausted, exhaustion, ran out, out of memory, saturat*, sature, charge a sature, hausse de charge, surcharge, sovraccaric*, carico, sobrecarga*, capacidade, capacidad, uberlast*, kapazitat*, overbelast*, capaciteit, kapasitet, kapacitet,
            cpu, high utilization, high utilisation, unusually high, high number of requests, rate limit*, connection pool, too many connections, piled up, pile up, pile ups, traffic pattern, more traffic, surge of traffic, surge in traffic, surge, carga adicional, mas carga, could not scale, too slow to scale, traffic increase, under high load, slow query, long running query, queue backlog, increase in load, memory pressure, disk space, disk full
            """
        ),
        (
            .causeBug,
            """
            bug, bugs, software defect, defect, software error, coding error, software issue, code error, race condition, memory leak, deadlock, regression, bogue, anomalie logicielle, errore software, difetto software, error de software, fallo de software, erro de software, softwarefehler, programmierfehler, softwarefout, programvarefeil, softwarefejl, programfeil, unexpected way, unwanted way, logic error,
            unexpected behaviour, unexpected behavior, faulty logic
            """
        ),
        (
            .causeHardware,
            """
            hardware, hardware problemer, disk failure, disk crash, faulty node, faulty server, server failure, power outage, power failure, power loss, a switch, network switch, core switch, faulty switch, switches failed, memory module, storage failure, serveur defectueux, panne materielle, disque, guasto hardware, hardware failure, fallo de hardware, festplatte*, hardwaredefekt, hardwareprobleem, stroomstoring, maskinvare, strombrudd, defaillance materielle, fallo de un equipo, defecto de hardware, faulty disk, failed disk, cooling failure
            """
        ),
        (
            .causeNetwork,
            """
            infraestructura de comunicaciones, lineas de comunicacion, netwerkverbinding*, netzwerkverbindung*, nettverksforbindelse, network failure, network failures, network issue, network issues, networking issue, networking issues, interruzione di rete, interruption de reseau, corte de red, network problem, network outage, network connectivity, connectivity issue, connectivity issues, packet loss, fibre, fiber, fibre cut, cables, cable, cavi di rete, cavi, router, routing issue, probleme reseau, panne reseau, panne de reseau, coupure reseau, guasto di rete, problema di rete, problema de red, fallo de red, falha de rede, netzwerkproblem*, netzwerkstorung, netwerkprobleem, netwerkstoring, nettverksfeil, netvaerksfejl, bgp, network partition, network equipment, network device, network was down, network down, whole network
            """
        ),
        (
            .causeSecurity,
            "ddos, denial of service, cyberattack, cyber attack, cyberattaque, attaque, attacco informatico, ciberataque, cyberangriff, cyberaanval, attack, attacks, malicious, security incident, breach, dataangrep, cyberangreb, fraud attack, bot attack"
        ),
        (
            .causeHuman,
            "human error, erreur humaine, errore umano, error humano, erro humano, menschlicher fehler, menschliches versagen, menselijke fout, menneskelig feil, menneskelig fejl, operator error, manual error, by hand, accidentally, mal execute, faulty manual"
        ),
        (
            .externalStated,
            """
            external to, outside of, partner has identified, resolved by our partner, fixed by our partner, upstream provider, partner is working on it, provider is working on it, bank is working on it, supplier is working on it, network is working on it, they are working on it, by the provider, provider has confirmed, provider is investigating, provider confirmed, the bank has confirmed, bank confirmed, partner confirmed, partner has confirmed, supplier confirmed, supplier has confirmed, provider has acknowledged,
            provider reported, provider has implemented, provider implemented, provider has fixed, provider fixed, provider has deployed, reported by our, prestataire confirme, externe chez, chez un prestataire, un fornitore, di un fornitore, bei einem dienstleister, eines dienstleisters, de un proveedor, de um fornecedor, bij een leverancier, hos en leverandor
            """
        ),
        (
            .causesNext,
            "led to, resulted in, caused, causing, which made, triggered, leading to, resulting in, a entraine, a cause, a provoque, entrainant, ha causato, ha provocato, causando, provoco, provocando, causo, verursachte, fuhrte zu, veroorzaakte, leidde tot, forte til, forarsaket, forarsagede"
        ),
        (
            .because,
            """
            because, because of, came from, comes from, stemmed from, stems from, originated, traced to, had been the problem, was the problem, viennent d, vient d, vient de, venait de, vient du, venait d, provient d, proviennent d, proviene de, viene da, deriva da, kam von, kommt von, lag an, liegt an, liegt bei, liegt beim, lag bei, lag beim, atribuyo, atribuyen, attribuisce, due to, caused by, caused, cause, causes, root cause, resulted in, result of, as a result, led to, triggered by, a cause de, en raison de, du a, due a, a cause, a entraine, liee a, lie a, legati a, legato a, legata a, a causa di, causato da, dovuto a, dovuti a, per un, provocat*, debido a, causado por, a causa de, por causa de, devido a, wegen, aufgrund, verursacht, ursache, grund, door, vanwege, oorzaak, veroorzaakt, pa grunn av, ligger hos, fejlen hos, feilen hos, skyldes, skyldtes, pa grund af, arsak, arsag, origin, origine, origen del, origen de la, origem do, origem da, se debio a, deve se, deveu se, source of
            """
        ),
        (
            .external,
            "external, externe, esterna, esterno, externa, externo, extern, ekstern, third party, tiers"
        ),
        (
            .internalWord,
            "internal, interne, internes, interna, interno, internos, internas, interni, intern, nos systemes, our own, our side"
        ),
    ]

    /// A cause's mark and what it says, the most telling first.
    static let causeOrder: [(Marks, Cause)] = [
        (.causeCertificate, Cause(.changeCertificate, isOurs: nil)),
        (.causeDNS, Cause(.changeDNS, isOurs: nil)),
        (.causeSecurity, Cause(.security, isOurs: nil)),
        (.causeHardware, Cause(.hardware, isOurs: nil)),
        (.causeNetwork, Cause(.network, isOurs: nil)),
        (.causeExternal, Cause(.externalProvider, isOurs: false)),
        (.causeBug, Cause(.softwareBug, isOurs: nil)),
        (.causeHuman, Cause(.humanError, isOurs: nil)),
        (.causeConfig, Cause(.changeConfig, isOurs: nil)),
        (.causeDeploy, Cause(.changeDeploy, isOurs: nil)),
        (.causeCapacity, Cause(.capacity, isOurs: nil)),
    ]
}
