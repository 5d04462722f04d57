/// Made with another library (Python's cryptography): a key set and two tokens that its keys signed, all of
/// 2026-08-01 12:00 UTC.
enum OpenIDFixtures {
    static let keySet = """
        {"keys":[{"kty":"RSA","kid":"r1","use":"sig","alg":"RS256","n":"pIL-ERgebQDVzDJz6uTLnm5ORuETmxZocXrWxvfPqFvg\
        wjMYWmEOBcSjZImZ1l6jJWknhHnknpDFFtDrdgeYLjR6AvZPi3k3XmhHrqnVeaYslTH8enscQe0oXRKqzMn62eyd6uYmTx-yd8rS6NwfitKP\
        Sn0NtPXj4fMCHkT0oDxtoUgUHkY9TxUR0bzKdKtgv84DIiUknqGktJ8ygZi-zLx405LEmnYaq4JwWEmpkLw2L5Ly8c3-VEsND3CLsD1m7khK\
        nq0ohgGF64gMrPz6_LYM49OdWrffo_LzTCbDwcdZzATU2VHWP6uHQ-rlw_sUOatBf_7q0TUWSQ0N6z-GrQ","e":"AQAB"},{"kty":"EC",\
        "kid":"e1","crv":"P-256","x":"RsigaVKbtuXLoQvTWdilpxTv59B4eWJoZ9GMTeITiwM","y":"eFEnyncrpTuDtnZTYtaIwE3SnyvJ\
        G3h1PX2F_7orTcY"}]}
        """
    static let rs256 = """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwic3ViIjoidS0xIiwiYXVkIjoiY3Vs\
        cHJpdCIsImV4cCI6MTc4NTU4NjIwMCwiaWF0IjoxNzg1NTg1NjAwLCJub25jZSI6Im4tMFM2X1d6QTJNaiIsImVtYWlsIjoiS2ltQEV4YW1w\
        bGUuY29tIiwiZW1haWxfdmVyaWZpZWQiOnRydWUsIm5hbWUiOiLquYAiLCJncm91cHMiOlsiZGV2Iiwib3BzIl19.KcCWCzrbIZ-iq01gAQJ\
        Zaa8dQY383dGrVd0S_RyPsdHKP0_5a_U7S-6rG5Vs7ddcygT3sQ1YsYYzU-ApYzdCYaDsJjUBz2ikAR6aGeKOThd2rmU1dG7kWiV_zIehaGV\
        l4CMYk8-dKlil7sfvCHmm8afxU7UEo0BpPq2zLNbNRcXTUX4HUqC1TW2PLiWnKqc8_UkcsG-hTnr7uHXZqhf6G26LIYsPay6Djm3r4910WE9\
        v_F1B3G9pTt-dIxX2tvai9nTqkuR--84acG6p5D-QohD6EY-jqxqCIgy8MYu2HPYkX09TS_gx8ftokk9-egOjJgjvD5b4pfToJ-NOEQm1CQ
        """
    static let es256 = """
        eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwic3ViIjoidS0xIiwiYXVkIjoiY3Vs\
        cHJpdCIsImV4cCI6MTc4NTU4NjIwMCwiaWF0IjoxNzg1NTg1NjAwLCJub25jZSI6Im4tMFM2X1d6QTJNaiIsImVtYWlsIjoiS2ltQEV4YW1w\
        bGUuY29tIiwiZW1haWxfdmVyaWZpZWQiOnRydWUsIm5hbWUiOiLquYAiLCJncm91cHMiOlsiZGV2Iiwib3BzIl19.LWa4iqcGC5UuXU0r4ZS\
        N7ZG6Dyk6rdkZgyvlWZOlcF2hd1UE40LUeKTVx72onm8VLNnter1i98NjPLHSORviOw
        """
}
