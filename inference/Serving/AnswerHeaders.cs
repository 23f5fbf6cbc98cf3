using Platform.Inference.Security;

namespace Platform.Inference.Serving;

/// <summary>
/// Answers over HTTP are kept by no cache and taken for nothing but what they say they are: they are about a patient.
/// RFC 9111, section 5.2.2.5; WHATWG Fetch, "X-Content-Type-Options". An endpoint may set others of its own.
/// </summary>
static class AnswerHeaders
{
    public static void UseAnswerHeaders(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                if (Refusal.IsGrpc(context))
                    return next(context);
                var headers = context.Response.Headers;
                headers.CacheControl = "no-store";
                headers.XContentTypeOptions = "nosniff";
                return next(context);
            }
        );
}
