namespace Platform.Inference.Serving;

/// <summary>HEAD is answered wherever GET is, by the same headers without a body. RFC 9110, section 9.3.2.</summary>
static class HeadRequests
{
    /// <summary>Before routing, which then finds what GET would; Kestrel itself sends no body after HEAD.</summary>
    public static void UseHeadRequests(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                var head = HttpMethods.IsHead(context.Request.Method);
                if (head)
                    context.Request.Method = HttpMethods.Get;
                await next(context);
                if (head)
                    context.Request.Method = HttpMethods.Head;
            }
        );
}
